import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasForbiddenEscapes, readJson, writeJson } from "./json.js";

describe("JSON with 64-bit integers", () => {
  it("keeps every integer whole, both ways", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }), (whole) => {
        const text = writeJson({ msg_id: whole, list: [whole] });
        expect(text).toBe(`{"msg_id":${whole},"list":[${whole}]}`);
        const read = readJson(text) as { msg_id: bigint | number };
        expect(BigInt(read.msg_id)).toBe(whole);
      }),
    );
  });

  it("reads anything else as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(writeJson(readJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("sees escapes beyond ASCII, not escaped backslashes before a u", () => {
    const cases: [string, boolean][] = [
      ["\\u5e7f", true],
      ["\\u00e9", true],
      ["a\\\\\\u5e7f", true],
      ["\\\\u5e7f", false],
      ["\\u003c", false],
      ["广", false],
    ];
    for (const [text, forbidden] of cases) expect(hasForbiddenEscapes(`{"a":"${text}"}`)).toBe(forbidden);
  });
});
