import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChunkPace } from "./chunk-pace.js";

describe("the size of a job's chunks", () => {
  test("begins with 10,000 rows, however many tags they are of", () => {
    expect(new ChunkPace(1).users).toBe(10_000);
    expect(new ChunkPace(3).users).toBe(3_333);
    expect(new ChunkPace(50).users).toBe(200);
  });

  test("shrinks after a slow chunk, to a quarter at most, and after one that was given up", () => {
    const pace = new ChunkPace(1);
    pace.took(10_000, 500);
    expect(pace.users).toBe(5_000);
    pace.took(5_000, 60_000);
    expect(pace.users).toBe(1_250);
    pace.tooSlow();
    expect(pace.users).toBe(313);
  });

  test("doubles at most while chunks are quick, to 50,000 rows", () => {
    const pace = new ChunkPace(1);
    const sizes = Array.from({ length: 5 }, () => {
      pace.took(pace.users, 10);
      return pace.users;
    });
    expect(sizes).toEqual([20_000, 40_000, 50_000, 50_000, 50_000]);
  });

  test("does not grow after a job's last chunk, which is small", () => {
    const pace = new ChunkPace(1);
    pace.took(17, 1);
    expect(pace.users).toBe(10_000);
  });

  test("settles where a chunk takes 250 ms or less on any database, and always leaves one user at the least", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1_000, noNaN: true }), fc.integer({ min: 1, max: 50 }), (msPerRow, tags) => {
        const pace = new ChunkPace(tags);
        for (let i = 0; i < 20; i++) pace.took(pace.users, pace.users * tags * msPerRow);
        expect(pace.users).toBeGreaterThanOrEqual(1);
        // To within a user, since a chunk is one of whole users; at the least size there is no time to keep to.
        const milliseconds = (pace.users - 1) * tags * msPerRow;
        expect(milliseconds <= 260 || pace.users * tags <= 50 + tags).toBe(true);
      }),
    );
  });

  test("is limited to less than a second, but for the smallest chunks that were given up before: twice as long each time", () => {
    const pace = new ChunkPace(1);
    const limits: [number, number][] = [];
    for (let i = 0; i < 8; i++) {
      limits.push([pace.users, pace.limitMs]);
      pace.tooSlow();
    }
    expect(limits.slice(0, 5)).toEqual([10_000, 2_500, 625, 156, 50].map((users) => [users, 800]));
    expect(limits.slice(5)).toEqual([1_600, 3_200, 6_400].map((limit) => [50, limit]));
    pace.took(50, 12_000);
    expect(pace.limitMs).toBe(12_800);
    const back = [3_000, 1_500, 700, 300, 10].map((took) => {
      pace.took(50, took);
      return pace.limitMs;
    });
    expect(back).toEqual([6_400, 3_200, 1_600, 800, 800]);
    expect(pace.users).toBe(100);
  });
});
