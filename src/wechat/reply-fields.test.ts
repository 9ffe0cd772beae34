import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { Moment, Told, Whole, WideId } from "./reply-fields.js";
import { parseWeChatJson } from "./wechat-json.js";

const read = <T>(field: z.ZodType<T>, json: string) =>
  field.safeParse((parseWeChatJson(`{"msg_id":${json}}`) as { msg_id: unknown }).msg_id);

describe("WideId", () => {
  it("keeps each of 64 bits, as a number and as text", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
        expect(read(WideId, `${id}`).data).toBe(id);
        expect(read(WideId, `"${id}"`).data).toBe(id);
      }),
    );
  });

  it.each(["-1", "1.5", "1e300", "1e999", `${2n ** 64n}`, "9".repeat(1_000), `"${"9".repeat(30)}"`, '""', '" 1"', "true", "null", "{}"])(
    "is not %s",
    (json) => {
      expect(read(WideId, json).success).toBe(false);
    },
  );
});

describe("Whole and Moment", () => {
  it("take numbers and their text, and nothing else", () => {
    expect([Whole.parse(3), Whole.parse("3"), Whole.parse(-1)]).toEqual([3, 3, -1]);
    for (const odd of ["", "3.5", "0x3", 1.5, Number.NaN, Number.POSITIVE_INFINITY, null, true, "9".repeat(20)]) {
      expect(Whole.safeParse(odd).success).toBe(false);
    }
  });

  it("know the moment of WeChat's seconds, and refuse milliseconds", () => {
    expect(Moment.parse(1_391_857_799)).toEqual(new Date("2014-02-08T11:09:59Z"));
    expect(Moment.safeParse(1_391_857_799_000).success).toBe(false);
    expect(Moment.safeParse(-1).success).toBe(false);
  });
});

describe("Told", () => {
  it("is null where WeChat writes an empty text or nothing", () => {
    expect([Told.parse("x"), Told.parse(""), Told.parse(undefined), Told.parse(null)]).toEqual(["x", null, null, null]);
  });
});
