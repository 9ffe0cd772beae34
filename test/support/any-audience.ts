import fc from "fast-check";
import { type Audience, MAX_AUDIENCE_LEAVES } from "../../src/audiences/audience.js";

/** What random expressions may name; small ranges, so that they meet the users of a small world. */
export interface AudienceVocabulary {
  tagIds: readonly number[];
  userIds: readonly number[];
  openids: readonly string[];
  placeIds: readonly number[];
}

const SMALL: AudienceVocabulary = { tagIds: [1, 2, 3], userIds: [1, 2, 3, 4], openids: ["o-1", "o-2"], placeIds: [-1, 0, 11] };

/** Random leaves of AudienceInput. */
export function anyLeaf(words: AudienceVocabulary = SMALL): fc.Arbitrary<Audience> {
  const place = fc.constantFrom(...words.placeIds);
  return fc.oneof<fc.Arbitrary<Audience>[]>(
    fc.constant({ kind: "everyone" }),
    fc.record({ kind: fc.constant("tag"), tagId: fc.constantFrom(...words.tagIds) }),
    fc.record({ kind: fc.constant("users"), userIds: fc.array(fc.constantFrom(...words.userIds), { minLength: 1, maxLength: 6 }) }),
    fc.record({ kind: fc.constant("openids"), openids: fc.array(fc.constantFrom(...words.openids), { minLength: 1, maxLength: 6 }) }),
    fc.record({ kind: fc.constant("sex"), sex: fc.constantFrom("MALE", "FEMALE", "UNKNOWN") }),
    fc.record({ kind: fc.constantFrom("province", "city", "region", "company", "source"), id: place }),
    fc.record({ kind: fc.constantFrom("vip", "subscribed", "hasPhone"), value: fc.boolean() }),
    fc.record({ kind: fc.constant("status"), status: fc.constantFrom("NORMAL", "BLACKLISTED", "DELETED") }),
  );
}

/** Random expressions, `all`/`any`/`not` nested up to `depth`. */
export function anyAudience(words: AudienceVocabulary = SMALL, depth = 6): fc.Arbitrary<Audience> {
  const { audience } = fc.letrec<{ audience: Audience }>((tie) => ({
    audience: fc.oneof(
      { maxDepth: depth, depthSize: "small", withCrossShrink: true },
      { weight: 3, arbitrary: anyLeaf(words) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constantFrom("all", "any"), of: fc.array(tie("audience"), { minLength: 1, maxLength: 4 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("not"), of: tie("audience") }) },
    ),
  }));
  return audience.filter((one) => countLeaves(one) <= MAX_AUDIENCE_LEAVES);
}

function countLeaves(audience: Audience): number {
  if (audience.kind === "all" || audience.kind === "any") return audience.of.reduce((sum, part) => sum + countLeaves(part), 0);
  return audience.kind === "not" ? countLeaves(audience.of) : 1;
}
