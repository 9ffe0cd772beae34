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

const monthDay = fc.constantFrom("01-01", "02-28", "02-29", "03-01", "12-31");
const date = fc.constantFrom("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01");
const age = fc.constantFrom(0, 1, 25, 26, 30, 150);

/** A range of which one end may be open, in order. */
function anyRange<T extends string | number>(bound: fc.Arbitrary<T>): fc.Arbitrary<[T | null, T | null]> {
  const both = fc.tuple(bound, bound).map(([a, b]): [T, T] => (a <= b ? [a, b] : [b, a]));
  return fc.oneof(
    both,
    bound.map((from): [T, null] => [from, null]),
    bound.map((to): [null, T] => [null, to]),
  );
}

/** Leaves about days and places. */
const dayLeaf: fc.Arbitrary<Audience> = fc.oneof<fc.Arbitrary<Audience>[]>(
  fc.record({ kind: fc.constant("birthday"), from: monthDay, to: monthDay }),
  anyRange(age).map(([min, max]) => ({ kind: "age", min, max })),
  fc.tuple(fc.constantFrom("createdAt", "lastActiveAt"), anyRange(date)).map(([kind, [from, to]]) => ({ kind, from, to })),
  fc.record({
    kind: fc.constant("near"),
    latitude: fc.constantFrom(31.2, 31.25, -90),
    longitude: fc.constantFrom(121.5, -180, 180),
    radiusMeters: fc.constantFrom(1, 6_000, 100_000),
  }),
);

/** Random leaves of AudienceInput, segments apart. */
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
    dayLeaf,
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
