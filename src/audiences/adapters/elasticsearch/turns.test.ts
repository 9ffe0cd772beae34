import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { Turns } from "./turns.js";

it("lets so many work at once and no more, in the order they came, failures included", async () => {
  const turns = new Turns(3);
  const began: number[] = [];
  let now = 0;
  let most = 0;
  const work = (i: number) =>
    turns.run(async () => {
      began.push(i);
      most = Math.max(most, ++now);
      await pause(i % 3);
      now -= 1;
      if (i % 4 === 0) throw new Error("on purpose");
    });
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => work(i)));
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(5);
  expect([most, began]).toEqual([3, Array.from({ length: 20 }, (_, i) => i)]);
});
