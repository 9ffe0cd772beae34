import { describe, expect, test } from "vitest";
import { AccountKind } from "../../src/accounts/index.js";
import { MassSendSweeper } from "../../src/mass-sends/index.js";
import {
  answers,
  deliveredOnce,
  finishAll,
  id,
  rig,
  startAnew,
  startAnother,
  statuses,
  tenantId,
  testDatabase,
  useDriver,
  waitOf,
} from "../support/driver.js";
import { HOUR_MS, Mortal } from "../support/send-rig.js";

useDriver("wxdriver");

describe("the plan", () => {
  test("stands in the database whole before the first call", async () => {
    expect(rig.wechat.calls).toBe(0);
    expect(await rig.send(id)).toMatchObject({ status: "PREPARING", recipients: 12, batches: 3, method: "BY_OPENID" });
    expect((await rig.batches(id)).map(({ fromRank, toRank }) => [fromRank, toRank])).toEqual([
      [0, 4],
      [4, 8],
      [8, 12],
    ]);
  });
});

describe("what cannot be started", () => {
  const draft = () => rig.service.createMassSend(rig.principal, { name: "n", audience: { everyone: true }, content: { text: "t" } });

  test("a send of a subscription account, which may not send by openid", async () => {
    rig.accountKind = AccountKind.SUBSCRIPTION;
    const { id: drafted } = await draft();
    await expect(rig.dispatch.startMassSend(rig.principal, drafted)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await rig.send(drafted)).toMatchObject({ status: "DRAFT", seq: 0, batches: 0 });
  });

  test("a draft that was changed while its audience was frozen", async () => {
    const { id: drafted } = await draft();
    const found = await rig.send(drafted);
    await rig.service.updateMassSend(rig.principal, drafted, { name: "m", audience: { vip: true }, content: { text: "u" } });
    const find = rig.store.find.bind(rig.store);
    rig.store.find = async () => found;
    await expect(rig.dispatch.startMassSend(rig.principal, drafted)).rejects.toMatchObject({ code: "CONFLICT" });
    rig.store.find = find;
    expect(await rig.send(drafted)).toMatchObject({ status: "DRAFT", name: "m", batches: 0 });
  });
});

describe("the sweeper", () => {
  test("sets going what is due and undriven, and nothing else", async () => {
    const runs: string[] = [];
    const sweeper = new MassSendSweeper(rig.leases, { run: async (_tenant, send) => void runs.push(send) }, () => rig.now);
    expect(await sweeper.sweep()).toEqual([{ tenantId, id }]);
    await rig.leases.acquire({ tenantId, id }, "somebody", 3_000, rig.now);
    expect(await sweeper.sweep()).toEqual([]);
    await rig.expireLeases();
    expect(await sweeper.sweep()).toEqual([{ tenantId, id }]);
    await rig.run(id);
    await finishAll();
    rig.advance(60_000);
    await rig.run(id);
    expect(await sweeper.sweep()).toEqual([]);
    expect(runs).toEqual([id, id]);
  });
});

describe("accepted", () => {
  test("every batch goes out once, then the results complete the send", async () => {
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesAccepted: 3, accepted: 12, sent: 0 });
    expect(deliveredOnce()).toBe(12);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", batchesFinished: 3, sent: 12, finishedAt: rig.now });
  });

  test("45065 adopts the msg_id that WeChat remembers", async () => {
    answers("accepted-lost");
    expect(await rig.run(id)).toMatchObject({ status: "SENDING", batchesAccepted: 0 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", attempts: 1, errmsg: "time-out" });
    expect(await waitOf()).toBe(2_000);
    rig.advance(2_000);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesAccepted: 3 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "ACCEPTED", attempts: 2, wechatMsgId: rig.wechat.jobs[0]?.msgId, errmsg: null });
    expect(rig.wechat.jobs).toHaveLength(3);
  });

  test("under a msg_id another batch has already, the batch counts as sent with counts unknown", async () => {
    rig.wechat.onAccepted = async (job) => {
      job.msgId = 77n;
    };
    const send = await rig.run(id);
    expect(send).toMatchObject({ status: "AWAITING_RESULTS", batchesAccepted: 3, batchesFinished: 2 });
    expect(await rig.batch(id, 1)).toMatchObject({ status: "FINISHED", wechatMsgId: null, total: null });
  });
});

describe("unclear", () => {
  test("repeats the same call under the same id, later and later, and nothing else meanwhile", async () => {
    answers("lost", "lost", "lost");
    const seen: string[] = [];
    rig.wechat.onCall = async ({ clientMsgId }) => void seen.push(clientMsgId);
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await rig.run(id);
      waits.push(await waitOf());
      rig.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000]);
    expect(new Set(seen).size).toBe(1);
    await rig.run(id);
    expect(deliveredOnce()).toBe(12);
  });

  test("is not repeated before its time, however often it is woken", async () => {
    answers("lost");
    await rig.run(id);
    rig.advance(1_999);
    await rig.run(id);
    expect(rig.wechat.calls).toBe(1);
  });

  test("45066: the same id again after a minute", async () => {
    answers("too-soon");
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", errcode: 45066 });
    expect(await waitOf()).toBeGreaterThanOrEqual(60_000);
    rig.advance(await waitOf());
    await rig.run(id);
    expect(deliveredOnce()).toBe(12);
  });

  test("for more than 23 hours: UNKNOWN, never repeated, the rest waits for an operator", async () => {
    answers("accepted-lost");
    await rig.run(id);
    rig.advance(23 * HOUR_MS + 1);
    const paused = await rig.run(id);
    expect(paused).toMatchObject({ status: "PAUSED", batchesUnknown: 1, error: expect.stringContaining("23 hours") });
    expect(await statuses()).toEqual(["UNKNOWN", "PENDING", "PENDING"]);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({
      status: "NEEDS_ATTENTION",
      batchesAccepted: 2,
      error: expect.stringContaining("resolveUnknownBatch"),
    });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "NEEDS_ATTENTION", batchesFinished: 2, batchesUnknown: 1 });
    expect(deliveredOnce()).toBe(12);
  });

  test("for 23 hours to the second it is still repeated", async () => {
    answers("accepted-lost");
    await rig.run(id);
    rig.advance(23 * HOUR_MS);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesUnknown: 0 });
  });
});

describe("limits", () => {
  test("45011: nothing was taken; again next minute", async () => {
    answers("quota-minute");
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "PENDING", firstAttemptAt: null, errcode: 45011 });
    expect(await waitOf()).toBe(60_000);
  });

  test("45009: the send pauses and says when it can go on", async () => {
    answers("ok", "quota-day");
    expect(await rig.run(id)).toMatchObject({
      status: "PAUSED",
      error: expect.stringMatching(/45009.*2026-03-02 00:05 \(Asia\/Shanghai\)/),
    });
    expect(await statuses()).toEqual(["ACCEPTED", "PENDING", "PENDING"]);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", error: null });
    expect(deliveredOnce()).toBe(12);
  });

  test.each([45009, 45028])("%i: goes on by itself the next day in China, and no earlier", async (errcode) => {
    answers("ok", errcode);
    await rig.run(id);
    const resumeAt = new Date("2026-03-01T16:05:00Z");
    expect(await rig.send(id)).toMatchObject({ status: "PAUSED", resumeAt });
    for (let wakes = 0; rig.now < resumeAt; wakes++) {
      expect(await rig.run(id)).toMatchObject({ status: "PAUSED" });
      expect(rig.wechat.calls).toBe(2);
      rig.advance(Math.max(60_000, await waitOf()));
      expect(wakes).toBeLessThan(5_000);
    }
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", error: null, resumeAt: null });
    expect(deliveredOnce()).toBe(12);
  });

  test("a quota that is used up right after midnight: the wait of almost a day is no idleness", async () => {
    rig.now = new Date("2026-03-01T16:00:10Z");
    await startAnother();
    answers("ok", 45009);
    await rig.run(id);
    while (rig.now < new Date("2026-03-02T16:05:00Z")) {
      rig.advance(await waitOf());
      await rig.run(id);
    }
    expect(await rig.send(id)).toMatchObject({ status: "AWAITING_RESULTS", error: null });
    expect(deliveredOnce()).toBe(12);
  });

  test("nobody looked at the waiting send for 23 hours: it goes on only when an operator says so", async () => {
    answers(45009);
    await rig.run(id);
    rig.advance(23 * HOUR_MS + 1);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", resumeAt: null, error: expect.stringContaining("23 hours") });
    expect(rig.wechat.calls).toBe(1);
  });

  test("an operator may keep it from going on", async () => {
    answers("ok", 45009);
    await rig.run(id);
    expect(await rig.dispatch.pauseMassSend(rig.principal, id)).toMatchObject({ resumeAt: null, error: expect.stringContaining("45009") });
    rig.advance(20 * HOUR_MS);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED" });
    expect(rig.wechat.calls).toBe(2);
  });

  test("an operator may let it go on earlier, and cancel it", async () => {
    answers(45009, 45009);
    await rig.run(id);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("45009") });
    expect(await rig.dispatch.cancelMassSend(rig.principal, id)).toMatchObject({ status: "CANCELLED", resumeAt: null });
  });

  test("a definite no does not clear the doubt about an earlier call", async () => {
    answers("accepted-lost", "quota-day");
    await rig.run(id);
    rig.advance(2_000);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", firstAttemptAt: new Date(rig.now.getTime() - 2_000) });
    rig.advance(24 * HOUR_MS);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    await rig.run(id);
    expect(await statuses()).toEqual(["UNKNOWN", "ACCEPTED", "ACCEPTED"]);
    expect(deliveredOnce()).toBe(12);
  });

  test("waits of the limiter give the send back, short ones do not", async () => {
    rig.waits.push(5, 0, 30_000);
    expect(await rig.run(id)).toMatchObject({ status: "SENDING", batchesAccepted: 1 });
    expect(await waitOf()).toBe(30_000);
  });

  test("a refused token is tried again, then the send pauses", async () => {
    rig.wechat.answer = () => "token";
    for (let turn = 0; turn < 4; turn++) {
      expect(await rig.run(id)).toMatchObject({ status: "SENDING" });
      rig.advance(await waitOf());
    }
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("access token") });
    expect(await statuses()).toEqual(["PENDING", "PENDING", "PENDING"]);
  });
});

describe("refusals", () => {
  test("of one batch: REJECTED with WeChat's words, the others go on", async () => {
    answers("ok", "invalid");
    await rig.run(id);
    expect(await rig.batch(id, 1)).toMatchObject({ status: "REJECTED", errcode: 40003, errmsg: "answer invalid", wechatMsgId: null });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", batchesFailed: 1, batchesFinished: 2, accepted: 8 });
  });

  test("three in a row pause the send", async () => {
    await startAnew(3);
    answers("invalid", "invalid", "invalid");
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("3 batches in a row") });
    expect(rig.wechat.calls).toBe(3);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesAccepted: 1 });
  });

  test("of every batch: FAILED", async () => {
    answers("invalid", "invalid", "invalid");
    expect(await rig.run(id)).toMatchObject({
      status: "FAILED",
      batchesFailed: 3,
      finishedAt: rig.now,
      error: expect.stringContaining("every batch"),
    });
  });

  test("of the account: FAILED at once, the rest CANCELLED, no further call", async () => {
    answers("ok", "refused");
    expect(await rig.run(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining("48001") });
    expect(await statuses()).toEqual(["ACCEPTED", "REJECTED", "CANCELLED"]);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "FAILED", batchesFinished: 1, sent: 4 });
  });

  test("after an unanswered call prove nothing: UNKNOWN", async () => {
    answers("accepted-lost", "invalid");
    await rig.run(id);
    rig.advance(2_000);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "UNKNOWN", errcode: 40003 });
  });

  test("a batch of which fewer than two people are left is not called", async () => {
    const people = "user_id IN (SELECT user_id FROM users WHERE ordinal < 3)";
    await testDatabase.database.pool.query(`UPDATE user_info SET status = 'DELETED' WHERE ${people}`);
    try {
      await rig.run(id);
      expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errmsg: expect.stringContaining("fewer than two"), attempts: 0 });
      expect(deliveredOnce()).toBe(8);
    } finally {
      await testDatabase.database.pool.query(`UPDATE user_info SET status = 'NORMAL' WHERE ${people}`);
    }
  });
});

describe("a kill between any two steps", () => {
  test.each(["before", "after"] as const)(
    "%s the n-th step, for every n: nobody missed, nobody twice",
    async (when) => {
      for (let step = 0; ; step++) {
        const life = new Mortal(step, when);
        const sent = new Set(rig.wechat.jobs.map(({ clientMsgId }) => clientMsgId)).size;
        await startAnother();
        rig.wechat.onAccepted = (job) => rig.callback(job);
        await rig.run(id, life);
        if (!life.dead) break;
        await rig.expireLeases();
        rig.advance(1_000);
        expect(await rig.run(id), `killed ${when} step ${step}`).toMatchObject({ status: "COMPLETED", sent: 12, accepted: 12 });
        const jobs = rig.wechat.jobs.slice(sent);
        expect(jobs.flatMap(({ openids }) => openids).sort()).toEqual(Array.from({ length: 12 }, (_, i) => `o${i}`).sort());
        expect(step).toBeLessThan(200);
      }
    },
    120_000,
  );
});
