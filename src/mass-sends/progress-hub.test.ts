import { describe, expect, test } from "vitest";
import { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord, SendRef } from "./mass-send.js";
import type { MassSendProgress } from "./mass-send.types.js";
import { progressOf } from "./progress.js";
import { MassSendProgressHub } from "./progress-hub.js";

const ID = "0198c2f0-1111-4222-8333-444455556666";

/** A send in memory, with its feed. */
class Send {
  reads = 0;
  listeners = new Set<() => void>();
  readonly states: MassSendRecord[] = [];
  readonly hub = new MassSendProgressHub(
    {
      find: async ({ tenantId }: SendRef) => {
        this.reads++;
        return tenantId === 1 ? (this.states.at(-1) ?? null) : null;
      },
      events: async (_ref: SendRef, after: number, limit: number) =>
        this.states
          .filter(({ seq }) => seq > after)
          .slice(0, limit)
          .map(progressOf),
    },
    {
      changed: () => undefined,
      listen: (_tenantId, _id, listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    },
    { warn: () => undefined },
  );

  constructor() {
    this.to(MassSendStatus.SENDING);
  }

  to(status: MassSendStatus): void {
    this.states.push({ id: ID, tenantId: 1, status, seq: this.states.length } as MassSendRecord);
    for (const hint of this.listeners) hint();
  }
}

async function all(states: AsyncIterable<MassSendProgress>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { seq } of states) seqs.push(seq);
  return seqs;
}

describe("MassSendProgressHub", () => {
  test("gives the present state, then the newest, and ends after the final one", async () => {
    const send = new Send();
    const states = await send.hub.follow(1, ID, null);
    expect((await states.next()).value).toMatchObject({ seq: 0 });
    for (let n = 0; n < 50; n++) send.to(MassSendStatus.SENDING);
    send.to(MassSendStatus.COMPLETED);
    expect((await states.next()).value).toMatchObject({ seq: 51, status: "COMPLETED" });
    expect((await states.next()).done).toBe(true);
  });

  test("reads once for all who watch", async () => {
    const send = new Send();
    const watchers = await Promise.all(Array.from({ length: 100 }, () => send.hub.follow(1, ID, null)));
    expect(send.reads).toBe(1);
    const seen = watchers.map(all);
    send.to(MassSendStatus.COMPLETED);
    expect(new Set((await Promise.all(seen)).map(String))).toEqual(new Set(["0,1"]));
    expect(send.reads).toBe(2);
  });

  test("gives all of them the same object", async () => {
    const send = new Send();
    const [a, b] = await Promise.all([send.hub.follow(1, ID, null), send.hub.follow(1, ID, null)]);
    await Promise.all([a.next(), b.next()]);
    send.to(MassSendStatus.SENDING);
    const [one, other] = await Promise.all([a.next(), b.next()]);
    expect(one.value).toBe(other.value);
    await Promise.all([a.return(), b.return()]);
  });

  test("after a seq: every state above it, more than a page of them, then the live ones, none twice", async () => {
    const send = new Send();
    for (let n = 0; n < 1_200; n++) send.to(MassSendStatus.SENDING);
    const states = await send.hub.follow(1, ID, 3);
    const seen = all(states);
    send.to(MassSendStatus.FAILED);
    const seqs = await seen;
    expect(seqs).toEqual(Array.from({ length: 1_198 }, (_, i) => i + 4));
  });

  test("after the last seq of a send that is over: ends at once", async () => {
    const send = new Send();
    send.to(MassSendStatus.CANCELLED);
    expect(await all(await send.hub.follow(1, ID, 1))).toEqual([]);
    expect(await all(await send.hub.follow(1, ID, 99))).toEqual([]);
  });

  test("leaves nothing behind: ended by its end, by its watcher, or while waiting", async () => {
    const send = new Send();
    const waiting = await send.hub.follow(1, ID, null);
    await waiting.next();
    const next = waiting.next();
    await waiting.return();
    expect((await next).done).toBe(true);
    const unread = await send.hub.follow(1, ID, null);
    await unread.return();
    const ended = all(await send.hub.follow(1, ID, null));
    send.to(MassSendStatus.COMPLETED);
    await ended;
    expect(send.hub.watched).toBe(0);
    expect(send.listeners.size).toBe(0);
  });

  test("knows no send of another tenant, and keeps nothing of the question", async () => {
    const send = new Send();
    await expect(send.hub.follow(2, ID, null)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(send.hub.follow(1, "nonsense", null)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(send.hub.follow(1, ID, -1)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect(send.hub.watched).toBe(0);
    expect(send.listeners.size).toBe(0);
  });
});
