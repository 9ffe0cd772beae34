import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Turns } from "./turns.js";

describe("Turns", () => {
  it("lets no more work run at a time than there are places, in the order it came, also when some fails", async () => {
    const turns = new Turns(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const work = Array.from({ length: 20 }, (_, index) =>
      turns.take(async () => {
        started.push(index);
        most = Math.max(most, ++running);
        await setImmediate();
        running--;
        if (index % 4 === 0) throw new Error("failed");
      }),
    );
    const results = await Promise.allSettled(work);
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(5);
    expect(most).toBe(3);
    expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});
