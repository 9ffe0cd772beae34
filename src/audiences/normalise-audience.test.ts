import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyAudience } from "../../test/support/any-audience.js";
import { holds, type ModelUser } from "../../test/support/naive-audience.js";
import type { Audience } from "./audience.js";
import { audienceHash, excludesDeleted, normaliseAudience } from "./normalise-audience.js";

const maybeId = fc.constantFrom(null, -1, 0, 11);
const anyUser: fc.Arbitrary<ModelUser> = fc.record({
  ordinal: fc.nat(),
  userId: fc.integer({ min: 1, max: 4 }),
  openid: fc.constantFrom("o-1", "o-2"),
  sex: fc.constantFrom("MALE", "FEMALE", "UNKNOWN"),
  province: maybeId,
  city: maybeId,
  region: maybeId,
  company: maybeId,
  source: maybeId,
  vip: fc.boolean(),
  status: fc.constantFrom("NORMAL", "BLACKLISTED", "DELETED"),
  subscribed: fc.boolean(),
  blacklisted: fc.boolean(),
  hasPhone: fc.boolean(),
  birthday: fc.constantFrom("1996-02-29", "2000-12-31", "2001-03-01", null),
  createdAt: fc.constantFrom("2025-12-31", "2026-03-01"),
  lastActiveAt: fc.constantFrom("2025-12-31", "2026-03-01", null),
  position: fc.constantFrom({ latitude: 31.2, longitude: 121.5, old: false }, null),
  tags: fc.subarray([1, 2, 3]).map((tags) => new Set(tags)),
  massSends: fc.nat(5),
});

/** The same expression with its parts and lists in another order, one part said twice, and "is not" for "is without". */
function shuffled(audience: Audience): Audience {
  if (audience.kind === "all" || audience.kind === "any") {
    const of = audience.of.map(shuffled).reverse();
    return { of: [...of.slice(0, 1), ...of], kind: audience.kind };
  }
  if (audience.kind === "not") return { of: shuffled(audience.of), kind: "not" };
  if (audience.kind === "users") return { userIds: [...audience.userIds, ...audience.userIds].reverse(), kind: "users" };
  if (audience.kind === "openids") return { openids: [...audience.openids, ...audience.openids].reverse(), kind: "openids" };
  if (audience.kind === "vip" || audience.kind === "subscribed" || audience.kind === "hasPhone") {
    return { kind: "not", of: { kind: audience.kind, value: !audience.value } };
  }
  return audience;
}

describe("normaliseAudience", () => {
  it("keeps the meaning", () => {
    fc.assert(
      fc.property(anyAudience(), fc.array(anyUser, { minLength: 5, maxLength: 20 }), (audience, users) => {
        const normal = normaliseAudience(audience);
        expect(users.map((user) => holds(normal, user))).toEqual(users.map((user) => holds(audience, user)));
      }),
      { numRuns: 500 },
    );
  });

  it("is done after one go", () => {
    fc.assert(
      fc.property(anyAudience(), (audience) => {
        const normal = normaliseAudience(audience);
        expect(normaliseAudience(normal)).toEqual(normal);
      }),
    );
  });

  it("flattens, sorts and deduplicates", () => {
    const vip: Audience = { kind: "vip", value: true };
    const tag: Audience = { kind: "tag", tagId: 1 };
    const all: Audience = { kind: "all", of: [vip, { kind: "all", of: [tag, { kind: "not", of: { kind: "not", of: vip } }] }] };
    expect(normaliseAudience(all)).toEqual({ kind: "all", of: [tag, vip] });
    expect(normaliseAudience({ kind: "users", userIds: [3, 1, 3] })).toEqual({ kind: "users", userIds: [1, 3] });
  });

  it("keeps a double negation of DELETED users, which is nobody", () => {
    const audience: Audience = { kind: "not", of: { kind: "not", of: { kind: "status", status: "DELETED" } } };
    expect(normaliseAudience(audience)).toEqual(audience);
  });
});

describe("audienceHash", () => {
  it("is the same for every order and repetition", () => {
    fc.assert(
      fc.property(anyAudience(), (audience) => {
        expect(audienceHash(shuffled(audience))).toBe(audienceHash(audience));
      }),
    );
  });

  it.each<[string, Audience, Audience]>([
    ["a whole year of birthdays", { kind: "birthday", from: "03-01", to: "02-29" }, { kind: "birthday", from: "01-01", to: "12-31" }],
    ["an age from 0", { kind: "age", min: null, max: 30 }, { kind: "age", min: 0, max: 30 }],
    ["a segment and what it holds", { kind: "segment", segmentId: 7, of: { kind: "tag", tagId: 1 } }, { kind: "tag", tagId: 1 }],
    ["a negation of a negation", { kind: "not", of: { kind: "all", of: [{ kind: "vip", value: false }] } }, { kind: "vip", value: true }],
  ])("is the same for two ways to say %s", (_name, one, other) => {
    expect(audienceHash(one)).toBe(audienceHash(other));
  });

  it("tells all years' days but one from a whole year", () => {
    const year = audienceHash({ kind: "birthday", from: "01-01", to: "12-31" });
    expect(audienceHash({ kind: "birthday", from: "03-01", to: "02-28" })).not.toBe(year);
    expect(audienceHash({ kind: "birthday", from: "01-01", to: "12-30" })).not.toBe(year);
  });

  it("is the same only for expressions of the same people", () => {
    fc.assert(
      fc.property(anyAudience(undefined, 2), anyAudience(undefined, 2), fc.array(anyUser, { minLength: 10 }), (one, other, users) => {
        fc.pre(audienceHash(one) === audienceHash(other));
        expect(users.map((user) => holds(one, user))).toEqual(users.map((user) => holds(other, user)));
      }),
      { numRuns: 20, maxSkipsPerRun: 10_000 },
    );
  });

  it("is another one for another expression", () => {
    expect(audienceHash({ kind: "tag", tagId: 1 })).not.toBe(audienceHash({ kind: "tag", tagId: 2 }));
    expect(audienceHash({ kind: "vip", value: true })).not.toBe(audienceHash({ kind: "vip", value: false }));
    expect(audienceHash({ kind: "tag", tagId: 1 })).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("excludesDeleted", () => {
  it("never claims it of an audience that holds one", () => {
    fc.assert(
      fc.property(anyAudience(), anyUser, (audience, user) => {
        fc.pre(excludesDeleted(audience));
        expect(holds(audience, { ...user, status: "DELETED" })).toBe(false);
      }),
    );
  });
});
