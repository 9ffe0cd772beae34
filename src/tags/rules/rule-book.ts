import {
  type Audience,
  audienceHash,
  bindSegments,
  parseAudience,
  type SegmentLookup,
  type TagLookup,
  tagIdsIn,
  withoutUnknownTags,
} from "../../audiences/index.js";
import { PublicError } from "../../graphql/errors.js";
import { orderRules, type RuleReferences } from "./rule-order.js";
import type { RuleStore, StoredRule } from "./rule-work-store.port.js";

/** A rule that can be followed. */
export interface FollowedRule extends StoredRule {
  /** With what its segments hold now; tags that are gone are nobody. */
  audience: Audience;
  /** Of the audience: another one means that all users are to be compared again. */
  hash: string;
  /** The tags it names. */
  names: readonly number[];
}

/** One that cannot: a segment is gone, or it refers to itself through a segment changed since. */
export interface BrokenRule extends StoredRule {
  why: string;
}

export interface RuleBook {
  /** Each after those whose tags it names. */
  followed: FollowedRule[];
  broken: BrokenRule[];
}

type BoundRule = StoredRule & { audience: Audience };

/** Reads a tenant's rules as they are to be followed now. */
export class RuleBooks {
  constructor(
    private readonly store: RuleStore,
    private readonly segments: SegmentLookup,
    private readonly tags: TagLookup,
  ) {}

  async read(tenantId: number): Promise<RuleBook> {
    const bound: BoundRule[] = [];
    const broken: BrokenRule[] = [];
    for (const rule of await this.store.rules(tenantId)) {
      const read = await bind(tenantId, rule, this.segments);
      if ("why" in read) broken.push(read);
      else bound.push(read);
    }
    const known = await this.tags.existing(tenantId, [...new Set(bound.flatMap(({ audience }) => tagIdsIn(audience)))]);
    const rules = new Map(bound.map((rule) => [rule.tagId, followed(rule, known)]));
    const order = orderRules(new Map([...rules].map(([tagId, { names }]) => [tagId, names])));
    const ordered = new Set(order);
    const inCircles = [...rules.keys()].filter((tagId) => !ordered.has(tagId));
    return {
      followed: order.flatMap((tagId) => rules.get(tagId) ?? []),
      broken: [
        ...broken,
        ...inCircles.flatMap((tagId) => {
          const rule = rules.get(tagId);
          return rule ? [{ ...rule, why: "it refers to itself through other rules or segments, or to a rule that does" }] : [];
        }),
      ],
    };
  }
}

/** The rule with what its segments hold. BadInputError names the leaf below `field` whose segment cannot be read. */
export function boundRule(tenantId: number, json: unknown, field: string, segments: SegmentLookup): Promise<Audience> {
  return bindSegments(tenantId, parseAudience(json, field), field, segments);
}

/** What the rules name, through segments too; a rule that cannot be read names nothing, and is not followed either. */
export async function referencesOf(tenantId: number, rules: readonly StoredRule[], segments: SegmentLookup): Promise<RuleReferences> {
  const references = new Map<number, number[]>();
  for (const rule of rules) {
    const read = await bind(tenantId, rule, segments);
    references.set(rule.tagId, "why" in read ? [] : tagIdsIn(read.audience));
  }
  return references;
}

async function bind(tenantId: number, rule: StoredRule, segments: SegmentLookup): Promise<BoundRule | BrokenRule> {
  try {
    return { ...rule, audience: await boundRule(tenantId, rule.json, "rule", segments) };
  } catch (error) {
    if (error instanceof PublicError) return { ...rule, why: error.message };
    throw error;
  }
}

function followed(rule: BoundRule, known: ReadonlySet<number>): FollowedRule {
  const audience = withoutUnknownTags(rule.audience, known);
  return { ...rule, audience, hash: audienceHash(audience), names: [...new Set(tagIdsIn(audience))] };
}
