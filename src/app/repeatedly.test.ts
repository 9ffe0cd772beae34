import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { repeatedly } from "./repeatedly.js";

const silent = { warn: () => undefined };

describe("repeatedly", () => {
  it("runs at once and again, and no more after stop", async () => {
    let rounds = 0;
    const repetition = repeatedly(1, "counting", async () => rounds++, silent);
    repetition.start();
    expect(rounds).toBe(1);
    while (rounds < 4) await sleep(1);
    await repetition.stop();
    const before = rounds;
    await sleep(20);
    expect(rounds).toBe(before);
  });

  it("never runs two rounds at a time, and stop waits for the one under way", async () => {
    let [now, most] = [0, 0];
    const slow = async () => {
      most = Math.max(most, ++now);
      await sleep(20);
      now--;
    };
    const repetition = repeatedly(1, "waiting", slow, silent);
    repetition.start();
    await sleep(50);
    await repetition.stop();
    expect([now, most]).toEqual([0, 1]);
  });

  it("logs a round that fails, and comes again", async () => {
    const said: string[] = [];
    let rounds = 0;
    const round = async () => {
      if (++rounds === 1) throw new Error("the database is away");
    };
    const repetition = repeatedly(1, "the sweep", round, { warn: (_details, message) => void said.push(message) });
    repetition.start();
    while (rounds < 3) await sleep(1);
    await repetition.stop();
    expect(said).toEqual(["the sweep failed; it comes again"]);
  });
});
