import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyAudience } from "../../../test/support/any-audience.js";
import { holds, type ModelUser } from "../../../test/support/naive-audience.js";
import { minimumSeconds, nestedScopes, numbersOf } from "./forecast-numbers.js";

const anyUser: fc.Arbitrary<ModelUser> = fc.record({
  ordinal: fc.nat(),
  userId: fc.integer({ min: 1, max: 4 }),
  openid: fc.constantFrom("o-1", "o-2"),
  sex: fc.constantFrom("MALE", "FEMALE"),
  ...{ province: fc.constant(11), city: fc.constant(0), region: fc.constant(null), company: fc.constant(null), source: fc.constant(-1) },
  vip: fc.boolean(),
  status: fc.constantFrom("NORMAL", "NORMAL", "BLACKLISTED", "DELETED"),
  subscribed: fc.boolean(),
  blacklisted: fc.boolean(),
  hasPhone: fc.boolean(),
  ...{ birthday: fc.constant(null), createdAt: fc.constant("2026-03-01"), lastActiveAt: fc.constant(null), position: fc.constant(null) },
  tags: fc.subarray([1, 2, 3]).map((tags) => new Set(tags)),
  massSends: fc.nat(5),
});

/** Why this one of the audience is not sent to, the first reason that holds. */
function placeOf({
  subscribed,
  blacklisted,
  status,
  massSends,
}: ModelUser): "notSubscribed" | "blacklisted" | "overMonthlyLimit" | "reachable" {
  if (!subscribed || status === "DELETED") return "notSubscribed";
  if (blacklisted || status !== "NORMAL") return "blacklisted";
  return massSends >= 4 ? "overMonthlyLimit" : "reachable";
}

test("everybody of any audience is in exactly one place, the one a look at each person gives", () => {
  fc.assert(
    fc.property(fc.array(anyUser, { maxLength: 30 }), anyAudience(), (users, audience) => {
      const numbers = numbersOf(nestedScopes(audience).map((scope) => users.filter((user) => holds(scope, user)).length));
      const members = users.filter((user) => holds(audience, user));
      const those = (place: ReturnType<typeof placeOf>) => members.filter((user) => placeOf(user) === place);
      expect(numbers).toEqual({
        count: members.length,
        reachable: those("reachable").length,
        notSubscribed: those("notSubscribed").length,
        blacklisted: those("blacklisted").length,
        overMonthlyLimit: those("overMonthlyLimit").length,
        atLimitAfterwards: those("reachable").filter(({ massSends }) => massSends === 3).length,
      });
      expect(numbers.reachable + numbers.notSubscribed + numbers.blacklisted + numbers.overMonthlyLimit).toBe(numbers.count);
    }),
    { numRuns: 1_000 },
  );
});

describe("the least time", () => {
  test.each([
    [100, 1_000_000, 800_000, 100],
    [100, 1_000_000, 100_000, 600],
    [1, 1_000_000, 800_000, 75],
    [1, 10, 800_000, 1],
    [0, 0, 800_000, 0],
  ])("%i calls for %i people at %i a minute: %i s", (calls, people, speed, seconds) =>
    expect(minimumSeconds(calls, people, speed)).toBe(seconds),
  );
});
