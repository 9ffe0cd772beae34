import { getHeapStatistics } from "node:v8";
import { describe, expect, test } from "vitest";
import { keepHeapBelow } from "./heap-limit.js";

const MB = 2 ** 20;

/** Garbage that lived long enough to be kept: `megabytes` of numbers in lists. */
function litter(megabytes: number): void {
  const kept: number[][] = [];
  for (let i = 0; i < megabytes; i++) kept.push(Array.from({ length: MB / 8 }, (_, n) => n + 0.5));
  kept.length = 0;
}

describe("keepHeapBelow", () => {
  test("collects what nobody holds any more", () => {
    litter(64);
    const before = getHeapStatistics().used_heap_size;
    keepHeapBelow(0);
    keepHeapBelow(0);
    expect(getHeapStatistics().used_heap_size).toBeLessThan(before);
  });
});
