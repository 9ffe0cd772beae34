import { expect, it } from "vitest";
import type { Audience } from "../../audiences/index.js";
import { lastChangeByItself, nextChangeByItself } from "./rule-times.js";

const AGE: Audience = { kind: "age", min: 18, max: null };
const NEAR: Audience = { kind: "near", latitude: 31, longitude: 121, radiusMeters: 100 };
const BIRTHDAY: Audience = { kind: "birthday", from: "02-29", to: "03-01" };

it.each<[Audience, string, string | null, string | null]>([
  [AGE, "2026-03-01T15:59:59.999Z", "2026-02-28T16:10:00.000Z", "2026-03-01T16:00:00.000Z"],
  [AGE, "2026-03-01T16:00:00.000Z", "2026-03-01T16:00:00.000Z", "2026-03-01T16:10:00.000Z"],
  [AGE, "2026-03-01T16:10:00.000Z", "2026-03-01T16:10:00.000Z", "2026-03-02T16:00:00.000Z"],
  [NEAR, "2026-03-01T16:04:59.999Z", "2026-03-01T16:00:00.000Z", "2026-03-01T16:05:00.000Z"],
  [
    { kind: "not", of: { kind: "segment", segmentId: 1, of: { kind: "all", of: [BIRTHDAY, AGE] } } },
    "2026-03-01T16:00:00.000Z",
    "2026-03-01T16:00:00.000Z",
    "2026-03-01T16:10:00.000Z",
  ],
  [{ kind: "any", of: [NEAR, AGE] }, "2026-03-01T23:07:00.000Z", "2026-03-01T23:05:00.000Z", "2026-03-01T23:10:00.000Z"],
  [BIRTHDAY, "2026-03-01T16:00:00.000Z", null, null],
])("%j at %s changed by itself at %s, and will at %s", (audience, now, last, next) => {
  const at = new Date(now);
  expect(lastChangeByItself(audience, at)?.toISOString() ?? null).toBe(last);
  expect(nextChangeByItself(audience, at)?.toISOString() ?? null).toBe(next);
});
