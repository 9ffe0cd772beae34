import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeOrdinals, encodeOrdinals } from "./ordinal-codec.js";

const ascending = (numbers: number[]) => [...new Set(numbers)].sort((a, b) => a - b);

describe("ordinals as varints", () => {
  it("come back as they were", () => {
    const spread = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 300 });
    const close = fc.array(fc.integer({ min: 70_000, max: 71_000 }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof(spread, close).map(ascending), (ordinals) => {
        expect([...decodeOrdinals(encodeOrdinals(ordinals))]).toEqual(ordinals);
      }),
    );
  });

  it("cost one byte a user in a dense run", () => {
    expect(encodeOrdinals(Array.from({ length: 10_000 }, (_, i) => i))).toHaveLength(10_000);
  });

  it("refuse what does not ascend, and bytes cut off", () => {
    expect(() => encodeOrdinals([5, 5])).toThrow(RangeError);
    expect(() => encodeOrdinals([5, 4])).toThrow(RangeError);
    expect(() => decodeOrdinals(encodeOrdinals([70_000]).subarray(0, 2))).toThrow(RangeError);
  });
});
