import { describe, expect, it } from "vitest";
import { BriefMemory } from "./brief-memory.js";

function memory(options: { most?: number; told?: () => boolean } = {}) {
  const time = { now: 0 };
  const brief = new BriefMemory<string, number>({
    ...{ most: options.most ?? 10, forMs: 100, isTold: options.told ?? (() => true), clock: () => time.now },
  });
  return { brief, time };
}

describe("BriefMemory", () => {
  it("gives back what it was given, for its time", () => {
    const { brief, time } = memory();
    brief.keeper()("a", 1);
    time.now = 99;
    expect([brief.get("a"), brief.get("b")]).toEqual([1, undefined]);
    time.now = 100;
    expect(brief.get("a")).toBeUndefined();
  });

  it("counts the time from before the reading", () => {
    const { brief, time } = memory();
    const keep = brief.keeper();
    time.now = 60;
    keep("a", 1);
    time.now = 100;
    expect(brief.get("a")).toBeUndefined();
  });

  it("does not keep what was read before a change, though it came after", () => {
    const { brief } = memory();
    const keep = brief.keeper();
    brief.clear();
    keep("a", 1);
    expect(brief.get("a")).toBeUndefined();
  });

  it("remembers nothing while changes are not heard of", () => {
    let told = true;
    const { brief } = memory({ told: () => told });
    brief.keeper()("a", 1);
    told = false;
    expect(brief.get("a")).toBeUndefined();
    brief.keeper()("b", 2);
    told = true;
    expect(brief.get("b")).toBeUndefined();
  });

  it("lets the oldest go past its size", () => {
    const { brief } = memory({ most: 2 });
    const keep = brief.keeper();
    for (const [key, value] of Object.entries({ a: 1, b: 2 })) keep(key, value);
    keep("a", 3);
    keep("c", 4);
    expect([brief.get("a"), brief.get("b"), brief.get("c")]).toEqual([3, undefined, 4]);
  });
});
