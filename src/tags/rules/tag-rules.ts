import {
  type Audience,
  type AudienceChecker,
  type AudienceRule,
  audienceToStored,
  type SegmentLookup,
  tagIdsIn,
  visitLeaves,
} from "../../audiences/index.js";
import { BadInputError } from "../../graphql/errors.js";
import type { TagRuleFields } from "../tag-store.port.js";
import { boundRule, referencesOf } from "./rule-book.js";
import { pathBetween } from "./rule-order.js";
import type { RuleQueue, RuleStore, StoredRule } from "./rule-work-store.port.js";

const FIELD = "input.rule";

export interface RuleParts {
  store: RuleStore;
  audiences: Pick<AudienceChecker, "read">;
  queue: RuleQueue;
  log: { warn(details: object, message: string): void };
}

/** Tags' rules as operators write and read them. */
export class TagRules {
  constructor(private readonly parts: RuleParts) {}

  /** `input` is an AudienceInput, `tagId` null for a tag that is not there yet. BadInputError names the field at fault, starting with `input.rule`. */
  async fields(tenantId: number, input: unknown, tagId: number | null): Promise<TagRuleFields> {
    const json = audienceToStored(await this.parts.audiences.read(tenantId, input, FIELD), FIELD);
    const check = async (rules: readonly StoredRule[], held: SegmentLookup) => {
      // Nothing refers to a new one.
      if (tagId !== null) await mustNotFollowItself(tenantId, tagId, await boundRule(tenantId, json, FIELD, held), rules, held);
    };
    return { json, check };
  }

  /** The rules of those of the tags that have one. */
  async rules(tenantId: number, tagIds: readonly number[]): Promise<Map<number, AudienceRule>> {
    const wanted = new Set(tagIds);
    const rules = (await this.parts.store.rules(tenantId)).filter(({ tagId }) => wanted.has(tagId));
    return new Map(rules.map(({ tagId, json }) => [tagId, { json: JSON.stringify(json) }]));
  }

  /** A rule is committed: without the hint the sweeper finds it a second later. */
  wake(tenantId: number): Promise<void> {
    const { queue, log } = this.parts;
    return queue.wake(tenantId).catch((error: unknown) => log.warn({ err: error, tenantId }, "tag rules not queued"));
  }
}

/** Neither through the rules there are, nor through segments. */
async function mustNotFollowItself(
  tenantId: number,
  tagId: number,
  rule: Audience,
  rules: readonly StoredRule[],
  segments: SegmentLookup,
): Promise<void> {
  const others = rules.filter((other) => other.tagId !== tagId);
  const references = await referencesOf(tenantId, others, segments);
  const names = new Map(rules.map((other) => [other.tagId, other.name]));
  visitLeaves(rule, FIELD, (leaf, path) => {
    for (const named of tagIdsIn(leaf)) {
      const way = pathBetween(named, tagId, references);
      if (way === null) continue;
      const words = [tagId, ...way].map((id) => names.get(id) ?? "this tag").join(" → ");
      throw new BadInputError(path, `the tag would follow itself: ${words}`, { reason: "HOLDS_ITSELF", name: words });
    }
  });
}
