import { BadInputError } from "../graphql/errors.js";
import type { Audience } from "./audience.js";
import { visitLeaves } from "./audience-json.js";
import { parseAudience } from "./parse-audience.js";

/** Which of these tags the tenant has; another tenant's tag does not exist. */
export interface TagLookup {
  existing(tenantId: number, ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** What every service does with an AudienceInput before it uses it. */
export class AudienceChecker {
  constructor(private readonly tags: TagLookup) {}

  /** Parses `input` and asks whether the tags it names exist. BadInputError names the path at fault, starting with `field`. */
  async read(tenantId: number, input: unknown, field = "audience"): Promise<Audience> {
    const audience = parseAudience(input, field);
    await this.check(tenantId, audience, field);
    return audience;
  }

  /** The same question for an expression parsed before: a stored one, whose tags may be gone since. */
  async check(tenantId: number, audience: Audience, field = "audience"): Promise<void> {
    const paths = new Map<number, string>();
    visitLeaves(audience, field, (leaf, path) => {
      if (leaf.kind === "tag" && !paths.has(leaf.tagId)) paths.set(leaf.tagId, path);
    });
    if (paths.size === 0) return;
    const known = await this.tags.existing(tenantId, [...paths.keys()]);
    for (const [tagId, path] of paths) {
      if (!known.has(tagId)) throw new BadInputError(path, `no tag ${tagId}`);
    }
  }
}
