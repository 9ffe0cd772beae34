import { BadInputError } from "../graphql/errors.js";
import type { Audience } from "./audience.js";
import { visitLeaves } from "./audience-json.js";
import { tagIdsIn } from "./audience-tags.js";
import { parseAudience } from "./parse-audience.js";
import { bindSegments, type SegmentLookup } from "./segment-binding.js";

/** Which of these tags the tenant has; another tenant's tag does not exist. */
export interface TagLookup {
  existing(tenantId: number, ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** What every service does with an AudienceInput before it uses it. */
export class AudienceChecker {
  constructor(
    private readonly tags: TagLookup,
    private readonly segments: SegmentLookup,
  ) {}

  /**
   * Parses `input`, asks whether the tags and segments it names exist, and binds the segments to what they hold now. BadInputError
   * names the path at fault, starting with `field`.
   */
  async read(tenantId: number, input: unknown, field = "audience"): Promise<Audience> {
    return this.check(tenantId, parseAudience(input, field), field);
  }

  /** The same for an expression parsed before: a stored one, whose tags may be gone since. */
  async check(tenantId: number, parsed: Audience, field = "audience"): Promise<Audience> {
    const paths = new Map<number, string>();
    const audience = await bindSegments(tenantId, parsed, field, this.segments);
    visitLeaves(audience, field, (leaf, path) => {
      for (const tagId of tagIdsIn(leaf)) if (!paths.has(tagId)) paths.set(tagId, path);
    });
    if (paths.size === 0) return audience;
    const known = await this.tags.existing(tenantId, [...paths.keys()]);
    for (const [tagId, path] of paths) {
      if (known.has(tagId)) continue;
      throw new BadInputError(
        path,
        path.endsWith(".segment") ? `the segment names tag ${tagId}, which is gone: mend the segment` : `no tag ${tagId}`,
        { reason: path.endsWith(".segment") ? "SEGMENT_NAMES_LOST_TAG" : "NO_TAG", id: tagId },
      );
    }
    return audience;
  }
}
