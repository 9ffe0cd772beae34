import { afterEach, describe, expect, it } from "vitest";
import type { PubSub } from "../../src/platform/pubsub/pubsub.port.js";

export interface PubSubUnderTest {
  pubsub: PubSub;
  /** How many subscriptions the store behind it knows. */
  listenerCount(): number | Promise<number>;
  /** Resolves when everything published so far has arrived, and subscriptions made so far are in place. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** What every adapter of the PubSub port promises. */
export function describePubSub(name: string, open: () => Promise<PubSubUnderTest>): void {
  describe(`PubSub: ${name}`, () => {
    const opened: PubSubUnderTest[] = [];
    const start = async () => {
      const made = await open();
      opened.push(made);
      return made;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
    });

    it("gives what is published to every subscriber, in order", async () => {
      const { pubsub, settled } = await start();
      const [one, two] = [pubsub.subscribe("t"), pubsub.subscribe("t")];
      await settled();
      for (const n of [1, 2, 3]) await pubsub.publish("t", { n });
      for (const reader of [one, two]) {
        for (const n of [1, 2, 3]) expect(await reader.next()).toEqual({ value: { n }, done: false });
      }
    });

    it("listens from the moment of the call, before anybody asks for a value", async () => {
      const { pubsub, settled } = await start();
      const reader = pubsub.subscribe("t");
      await settled();
      await pubsub.publish("t", "early");
      expect(await reader.next()).toEqual({ value: "early", done: false });
    });

    it("keeps topics apart", async () => {
      const { pubsub, settled } = await start();
      const reader = pubsub.subscribe("mine");
      await settled();
      await pubsub.publish("other", 1);
      await pubsub.publish("mine", 2);
      expect(await reader.next()).toEqual({ value: 2, done: false });
    });

    it("answers waiting readers in turn", async () => {
      const { pubsub, settled } = await start();
      const reader = pubsub.subscribe("t");
      const [first, second] = [reader.next(), reader.next()];
      await settled();
      await pubsub.publish("t", 1);
      await pubsub.publish("t", 2);
      expect(await Promise.all([first, second])).toEqual([
        { value: 1, done: false },
        { value: 2, done: false },
      ]);
    });

    it("publishes to nobody without complaint", async () => {
      const { pubsub } = await start();
      await expect(pubsub.publish("nobody", {})).resolves.toBeUndefined();
    });

    it("leaves no listener after return, also when nothing was ever read", async () => {
      const { pubsub, listenerCount, settled } = await start();
      const [read, unread] = [pubsub.subscribe("t"), pubsub.subscribe("t")];
      await settled();
      await pubsub.publish("t", 1);
      await read.next();
      expect(await listenerCount()).toBe(2);
      await read.return?.();
      await unread.return?.();
      await settled();
      expect(await listenerCount()).toBe(0);
      expect(await unread.next()).toEqual({ value: undefined, done: true });
      expect(await listenerCount()).toBe(0);
    });

    it("ends readers that wait when it returns, and a second return does no harm", async () => {
      const { pubsub } = await start();
      const reader = pubsub.subscribe("t");
      const waiting = reader.next();
      await reader.return?.();
      await reader.return?.();
      expect(await waiting).toEqual({ value: undefined, done: true });
    });

    it("unsubscribes when a loop over it ends early", async () => {
      const { pubsub, listenerCount, settled } = await start();
      const reader = pubsub.subscribe("t");
      await settled();
      await pubsub.publish("t", "only");
      for await (const value of reader) {
        expect(value).toBe("only");
        break;
      }
      await settled();
      expect(await listenerCount()).toBe(0);
    });

    it("keeps the newest for a reader that stopped, not everything", async () => {
      const { pubsub, settled } = await start();
      const reader = pubsub.subscribe("t");
      await settled();
      const hundred = (from: number) => Promise.all(Array.from({ length: 100 }, (_, i) => pubsub.publish("t", from + i)));
      for (let from = 0; from < 5_000; from += 100) await hundred(from);
      await settled();
      const { value } = await reader.next();
      expect(value).toBeGreaterThan(4_000);
    });

    it("holds 2,000 subscriptions on one topic and forgets them all", async () => {
      const { pubsub, listenerCount, settled } = await start();
      const readers = Array.from({ length: 2_000 }, () => pubsub.subscribe("t"));
      await settled();
      await pubsub.publish("t", "all");
      const got = await Promise.all(readers.map((reader) => reader.next()));
      expect(got.every(({ value }) => value === "all")).toBe(true);
      await Promise.all(readers.map((reader) => reader.return?.()));
      await settled();
      expect(await listenerCount()).toBe(0);
    });
  });
}
