import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyAudience } from "../../test/support/any-audience.js";
import { BadInputError } from "../graphql/errors.js";
import { audienceToJson } from "./audience-json.js";
import { parseAudience } from "./parse-audience.js";

function fieldAtFault(input: unknown): unknown {
  try {
    parseAudience(input);
  } catch (error) {
    if (error instanceof BadInputError) return error.details.field;
    throw error;
  }
  return "no error";
}

const nested = (depth: number): unknown => (depth === 0 ? { everyone: true } : { not: nested(depth - 1) });
const leaves = (count: number): unknown[] => Array.from({ length: count }, () => ({ vip: true }));

describe("parseAudience", () => {
  it("takes each leaf of the contract", () => {
    const input = {
      any: [
        { everyone: true },
        { tag: "7" },
        { users: ["3", 1] },
        { openids: ["o-1"] },
        { sex: "MALE" },
        { provinceId: 11 },
        { cityId: 1101 },
        { regionId: 110101 },
        { companyId: 0 },
        { source: -1 },
        { vip: false },
        { status: "DELETED" },
        { subscribed: true },
        { hasPhone: false },
        { segment: "3" },
        { birthday: { from: "12-20", to: "02-29" } },
        { age: { min: 18, max: null } },
        { createdAt: { from: new Date("2026-01-01T00:00:00Z"), to: "2026-02-28" } },
        { lastActiveAt: { to: "2026-02-28" } },
        { unreachedBy: "0199D1B2-7c3a-7d10-9f52-a1b2c3d4e5f6" },
        { near: { latitude: 31.2, longitude: -0, radiusMeters: 100_000 } },
      ],
    };
    expect(parseAudience(input)).toEqual({
      kind: "any",
      of: [
        { kind: "everyone" },
        { kind: "tag", tagId: 7 },
        { kind: "users", userIds: [3, 1] },
        { kind: "openids", openids: ["o-1"] },
        { kind: "sex", sex: "MALE" },
        { kind: "province", id: 11 },
        { kind: "city", id: 1101 },
        { kind: "region", id: 110101 },
        { kind: "company", id: 0 },
        { kind: "source", id: -1 },
        { kind: "vip", value: false },
        { kind: "status", status: "DELETED" },
        { kind: "subscribed", value: true },
        { kind: "hasPhone", value: false },
        { kind: "segment", segmentId: 3, of: null },
        { kind: "birthday", from: "12-20", to: "02-29" },
        { kind: "age", min: 18, max: null },
        { kind: "createdAt", from: "2026-01-01", to: "2026-02-28" },
        { kind: "lastActiveAt", from: null, to: "2026-02-28" },
        { kind: "unreached", massSendId: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6" },
        { kind: "near", latitude: 31.2, longitude: 0, radiusMeters: 100_000 },
      ],
    });
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "audience"],
    ["null", null, "audience"],
    ["a list", [], "audience"],
    ["an empty object", {}, "audience"],
    ["two fields", { tag: "1", vip: true }, "audience"],
    ["two fields further in", { all: [{ vip: true }, { any: [{ tag: "1", not: { vip: true } }] }] }, "audience.all[1].any[0]"],
    ["an unknown field", { colour: "red" }, "audience.colour"],
    ["a field of Object's prototype", { constructor: 1 }, "audience.constructor"],
    ["a null operand", { tag: null }, "audience.tag"],
    ["everyone: false", { everyone: false }, "audience.everyone"],
    ["a tag that is no id", { all: [{ vip: true }, { tag: "x" }] }, "audience.all[1].tag"],
    ["an id above 32 bits", { tag: "2147483648" }, "audience.tag"],
    ["an id of 0", { tag: "0" }, "audience.tag"],
    ["a fraction", { users: [1.5] }, "audience.users[0]"],
    ["no users", { users: [] }, "audience.users"],
    ["10,001 users", { users: Array.from({ length: 10_001 }, (_, i) => i + 1) }, "audience.users"],
    ["an empty openid", { openids: ["a", ""] }, "audience.openids[1]"],
    ["an openid with NUL", { openids: ["a\0"] }, "audience.openids[0]"],
    ["an unknown sex", { sex: "M" }, "audience.sex"],
    ["an unknown status", { not: { status: "normal" } }, "audience.not.status"],
    ["vip as text", { vip: "true" }, "audience.vip"],
    ["a province above 32 bits", { provinceId: 2 ** 31 }, "audience.provinceId"],
    ["an empty all", { all: [] }, "audience.all"],
    ["not of a list", { not: [{ vip: true }] }, "audience.not"],
    ["depth 9", nested(9), `audience${".not".repeat(9)}`],
    ["a day that no year has", { birthday: { from: "02-30", to: "03-01" } }, "audience.birthday.from"],
    ["a birthday with a year", { birthday: { from: "01-01", to: "2000-03-01" } }, "audience.birthday.to"],
    ["a birthday without an end", { birthday: { from: "01-01" } }, "audience.birthday.to"],
    ["an age below 0", { age: { min: -1 } }, "audience.age.min"],
    ["half a year of age", { age: { max: 17.5 } }, "audience.age.max"],
    ["ages in the wrong order", { age: { min: 30, max: 20 } }, "audience.age.min"],
    ["an open age", { age: {} }, "audience.age"],
    ["an age as a number", { age: 30 }, "audience.age"],
    ["a date that no calendar has", { createdAt: { from: "2026-02-29" } }, "audience.createdAt.from"],
    ["dates in the wrong order", { lastActiveAt: { from: "2026-03-01", to: "2026-02-28" } }, "audience.lastActiveAt.from"],
    ["a range of nothing", { createdAt: { from: null, to: null } }, "audience.createdAt"],
    ["an invalid Date", { createdAt: { to: new Date(Number.NaN) } }, "audience.createdAt.to"],
    ["an unknown bound", { createdAt: { since: "2026-02-28" } }, "audience.createdAt.since"],
    ["a latitude beyond the pole", { near: { latitude: 90.1, longitude: 0, radiusMeters: 1 } }, "audience.near.latitude"],
    ["no longitude", { near: { latitude: 1, radiusMeters: 1 } }, "audience.near.longitude"],
    ["a radius of nothing", { near: { latitude: 1, longitude: 1, radiusMeters: 0 } }, "audience.near.radiusMeters"],
    ["a radius of 101 km", { near: { latitude: 1, longitude: 1, radiusMeters: 101_000 } }, "audience.near.radiusMeters"],
    ["a segment that is no id", { segment: "vip" }, "audience.segment"],
    ["201 leaves", { any: [{ all: leaves(101) }, { all: leaves(100) }] }, "audience"],
  ])("names the field at fault: %s", (_name, input, field) => {
    expect(fieldAtFault(input)).toBe(field);
  });

  it("takes depth 8, 200 leaves and 10,000 users", () => {
    expect(fieldAtFault(nested(8))).toBe("no error");
    expect(fieldAtFault({ any: leaves(200) })).toBe("no error");
    expect(fieldAtFault({ users: Array.from({ length: 10_000 }, (_, i) => i + 1) })).toBe("no error");
  });

  it("survives a million nested fields", () => {
    let input: unknown = { everyone: true };
    for (let i = 0; i < 1_000_000; i++) input = { not: input };
    expect(fieldAtFault(input)).toBe(`audience${".not".repeat(9)}`);
  });

  it("reads back what audienceToJson wrote, through JSON", () => {
    fc.assert(
      fc.property(anyAudience(), (audience) => {
        expect(parseAudience(JSON.parse(JSON.stringify(audienceToJson(audience))))).toEqual(audience);
      }),
    );
  });
});
