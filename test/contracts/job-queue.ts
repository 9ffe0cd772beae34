import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Logger } from "../../src/platform/logging/logger.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import type { JobData, JobQueue } from "../../src/platform/queue/job-queue.port.js";

export interface QueueFactory {
  /** A queue over the same store each time: two of them are two processes. Retries after `firstRetryMs`. */
  open(options: { logger: Logger; firstRetryMs: number; attempts: number; closeMs: number; lockMs: number }): Promise<JobQueue>;
  /** Cuts the queue off from its store without a word, as a kill -9 would. */
  kill(queue: JobQueue): Promise<void>;
  /** Lets a queue that was cut off reach its store again. */
  revive(queue: JobQueue): Promise<void>;
}

/** What every adapter of the JobQueue port promises. */
export function describeJobQueue(name: string, factory: () => QueueFactory): void {
  describe(`JobQueue: ${name}`, () => {
    const opened: JobQueue[] = [];
    let queueNumber = 0;

    const freshName = () => `contract-${process.pid}-${queueNumber++}`;
    const open = async (logger: Logger = silentLogger, closeMs = 5_000) => {
      const queue = await factory().open({ logger, firstRetryMs: 50, attempts: 3, closeMs, lockMs: 1_000 });
      opened.push(queue);
      return queue;
    };

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close()));
    });

    it("gives a job's data to the handler", async () => {
      const queue = await open();
      const name = freshName();
      const seen: JobData[] = [];
      await queue.process(name, 1, async (data) => void seen.push(data));
      await queue.add(name, "a", { tenantId: 1, id: "x" });
      await until(() => seen.length === 1);
      expect(seen).toEqual([{ tenantId: 1, id: "x" }]);
    });

    it("keeps jobs added before anybody handles them, and queues apart", async () => {
      const queue = await open();
      const [one, two] = [freshName(), freshName()];
      await queue.add(one, "a", { from: 1 });
      await queue.add(two, "a", { from: 2 });
      const seen: JobData[] = [];
      await (await open()).process(two, 1, async (data) => void seen.push(data));
      await until(() => seen.length === 1);
      expect(seen).toEqual([{ from: 2 }]);
    });

    it("takes a job that waits once, however often it is added", async () => {
      const queue = await open();
      const name = freshName();
      await Promise.all(Array.from({ length: 10 }, () => queue.add(name, "a", {})));
      await queue.add(name, "b", { last: 1 });
      const seen: JobData[] = [];
      await queue.process(name, 1, async (data) => void seen.push(data));
      await until(() => seen.some((data) => data.last === 1));
      expect(seen).toEqual([{}, { last: 1 }]);
    });

    it("takes an id again after its job finished", async () => {
      const queue = await open();
      const name = freshName();
      const seen: number[] = [];
      await queue.process(name, 1, async (data) => void seen.push(Number(data.round)));
      for (const round of [1, 2, 3]) {
        await queue.add(name, "a", { round });
        await until(() => seen.length === round);
      }
      expect(seen).toEqual([1, 2, 3]);
    });

    it("runs a job once more when it is added while it runs, never beside itself", async () => {
      const queue = await open();
      const other = await open();
      const name = freshName();
      const gate = openableGate();
      let running = 0;
      let most = 0;
      let runs = 0;
      const handler = async () => {
        runs++;
        most = Math.max(most, ++running);
        await gate.opened;
        running--;
      };
      await queue.process(name, 4, handler);
      await other.process(name, 4, handler);
      await queue.add(name, "a", {});
      await until(() => runs === 1);
      await Promise.all(Array.from({ length: 5 }, () => other.add(name, "a", {})));
      gate.open();
      await until(() => runs === 2 && running === 0);
      await queue.add(name, "end", {});
      await until(() => runs === 3);
      expect(most).toBe(1);
    });

    it("loses no wake-up: whatever was true before an add is seen by a run that begins after it", async () => {
      const queue = await open();
      const name = freshName();
      let written = 0;
      let read = 0;
      await queue.process(name, 2, async () => {
        const found = written;
        await sleep(1);
        read = Math.max(read, found);
      });
      for (written = 1; written < 60; written++) await queue.add(name, "a", {});
      await queue.add(name, "a", {});
      await until(() => read === written);
      expect(read).toBe(60);
    });

    it("does not run a delayed job before its time", async () => {
      const queue = await open();
      const name = freshName();
      const start = Date.now();
      const ran = new Promise<number>((resolve) => void queue.process(name, 1, async () => resolve(Date.now())));
      await queue.add(name, "a", {}, { delayMs: 250 });
      expect((await ran) - start).toBeGreaterThanOrEqual(250);
    });

    it("never lets a delayed add hold back one without delay", async () => {
      const queue = await open();
      const name = freshName();
      let runs = 0;
      await queue.process(name, 1, async () => void runs++);
      await queue.add(name, "a", {}, { delayMs: 600_000 });
      await queue.add(name, "a", {});
      await until(() => runs === 1);
      expect(runs).toBe(1);
    });

    it("keeps a hint for now that comes before a delayed one while the job runs", async () => {
      const queue = await open();
      const name = freshName();
      const gate = openableGate();
      let runs = 0;
      await queue.process(name, 1, async () => {
        runs++;
        await gate.opened;
      });
      await queue.add(name, "a", {});
      await until(() => runs === 1);
      await queue.add(name, "a", {});
      await queue.add(name, "a", {}, { delayMs: 60_000 });
      gate.open();
      await until(() => runs === 2);
      expect(runs).toBe(2);
    });

    it("tries a failing job again, gives it up with an error in the log, and takes it anew", async () => {
      const errors: string[] = [];
      const queue = await open({ ...silentLogger, error: (_details, message) => void errors.push(message) });
      const name = freshName();
      let runs = 0;
      await queue.process(name, 1, async () => {
        runs++;
        if (runs <= 3) throw new Error("no");
      });
      await queue.add(name, "a", {});
      await until(() => errors.length === 1);
      expect(runs).toBe(3);
      await queue.add(name, "a", {});
      await until(() => runs === 4);
      expect(errors).toHaveLength(1);
    });

    it("waits for running handlers when it closes, takes nothing more, and leaves the rest to others", async () => {
      const queue = await open();
      const name = freshName();
      const gate = openableGate();
      const done: string[] = [];
      await queue.process(name, 1, async (data) => {
        await gate.opened;
        done.push(String(data.id));
      });
      await queue.add(name, "a", { id: "a" });
      await queue.add(name, "b", { id: "b" });
      await sleep(100);
      const closed = queue.close();
      gate.open();
      await closed;
      expect(done).toEqual(["a"]);
      await expect(queue.add(name, "c", {})).rejects.toThrow(/closed/);
      await (await open()).process(name, 1, async (data) => void done.push(String(data.id)));
      await until(() => done.length === 2);
      expect(done).toEqual(["a", "b"]);
    });

    it("tells how many jobs wait, wait for their time, and are in hand", async () => {
      const queue = await open();
      const name = freshName();
      await queue.add(name, "now", {});
      await queue.add(name, "too", {});
      await queue.add(name, "later", {}, { delayMs: 600_000 });
      expect(await queue.depths()).toEqual([{ queue: name, waiting: 2, delayed: 1, active: 0 }]);
      const gate = openableGate();
      const worker = await open();
      await worker.process(name, 1, () => gate.opened);
      await untilTrue(async () => (await queue.depths())[0]?.active === 1);
      expect(await worker.depths()).toEqual([{ queue: name, waiting: 1, delayed: 1, active: 1 }]);
      gate.open();
      await untilTrue(async () => (await queue.depths())[0]?.waiting === 0);
    });

    it("does not wait for a stuck handler for ever", async () => {
      const warnings: string[] = [];
      const queue = await open({ ...silentLogger, warn: (_details, message) => void warnings.push(message) }, 200);
      const name = freshName();
      const gate = openableGate();
      let runs = 0;
      await queue.process(name, 1, async () => {
        runs++;
        await gate.opened;
      });
      await queue.add(name, "a", {});
      await until(() => runs === 1);
      await queue.close();
      gate.open();
      expect(warnings).toContainEqual(expect.stringContaining("still run"));
    });

    it("goes on by itself when its store was gone for a moment", async () => {
      const queue = await open();
      const name = freshName();
      let runs = 0;
      await queue.process(name, 1, async () => void runs++);
      await queue.add(name, "a", {});
      await until(() => runs === 1);
      await factory().kill(queue);
      await expect(queue.add(name, "a", {})).rejects.toThrow();
      await factory().revive(queue);
      await untilAdded(() => queue.add(name, "a", {}));
      await until(() => runs === 2);
      expect(runs).toBe(2);
    });

    it("runs the job of a killed process again", async () => {
      const killed = await open();
      const name = freshName();
      const gate = openableGate();
      let runs = 0;
      await killed.process(name, 1, async () => {
        runs++;
        await gate.opened;
      });
      await killed.add(name, "a", {});
      await until(() => runs === 1);
      await factory().kill(killed);
      await (await open()).process(name, 1, async () => void runs++);
      await until(() => runs === 2);
      gate.open();
      expect(runs).toBe(2);
    });
  });
}

function openableGate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Fails by the test's own time-out when it never comes true. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

async function untilAdded(add: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await add();
    } catch {
      await sleep(20);
    }
  }
}
