import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientMsgId, MAX_BATCH, planBatches } from "./plan.js";

const ID = "0198c2f0-1111-4222-8333-444455556666";

describe("planBatches", () => {
  test("cuts 10,001 people so that nobody is alone", () => {
    expect(planBatches(ID, 10_001, MAX_BATCH).map(({ fromRank, toRank }) => [fromRank, toRank])).toEqual([
      [0, 9_999],
      [9_999, 10_001],
    ]);
  });

  test("any number of people, any batch size: everyone in exactly one batch, as few batches as can be, each of 2 to the size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000 }), fc.integer({ min: 3, max: MAX_BATCH }), (recipients, size) => {
        const plan = planBatches(ID, recipients, size);
        expect(plan.length).toBe(Math.ceil(recipients / size));
        let next = 0;
        for (const [index, batch] of plan.entries()) {
          expect(batch).toMatchObject({ index, fromRank: next, clientMsgId: clientMsgId(ID, index) });
          expect(batch.toRank - batch.fromRank).toBeGreaterThanOrEqual(2);
          expect(batch.toRank - batch.fromRank).toBeLessThanOrEqual(size);
          next = batch.toRank;
        }
        expect(next).toBe(recipients);
      }),
    );
  });

  test.each([
    [1, 10],
    [10, 2],
    [10, MAX_BATCH + 1],
  ])("refuses %i people in batches of %i", (recipients, size) => {
    expect(() => planBatches(ID, recipients, size)).toThrow(RangeError);
  });
});

describe("clientMsgId", () => {
  test("fits WeChat's 64 bytes, and differs for each send and batch", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(99_999), fc.uuid(), fc.nat(99_999), (a, i, b, j) => {
        expect(Buffer.byteLength(clientMsgId(a, i))).toBeLessThanOrEqual(64);
        expect(clientMsgId(a, i) === clientMsgId(b, j)).toBe(a === b && i === j);
      }),
    );
    expect(clientMsgId(ID, 7)).toBe("tc-AZjC8BERQiKDM0REVVVmZg-7");
  });
});
