import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AccountKind } from "../../src/accounts/index.js";
import { BatchResolution, MassSendSweeper } from "../../src/mass-sends/index.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import type { Answer } from "../support/fake-wechat.js";
import { HOUR_MS, Mortal, SendRig } from "../support/send-rig.js";

const FOLLOWERS = 12;
const BATCH_SIZE = 4;

let test_: TestDatabase;
let tenantId: number;
let rig: SendRig;
let id: string;

beforeAll(async () => {
  test_ = await createTestDatabase();
  tenantId = await insertTenant(test_.database, { appId: "wxdriver", users: FOLLOWERS });
});
afterAll(() => test_.drop());
beforeEach(async () => {
  // msg_ids are WeChat's, unique in the tenant; each test has a WeChat of its own.
  await test_.database.pool.query("TRUNCATE mass_send_batch, mass_send_audience, mass_send_event, callback; DELETE FROM mass_send");
  rig = new SendRig(test_.database, tenantId, FOLLOWERS, BATCH_SIZE);
  id = await rig.started();
});

const answers = (...list: Answer[]) => {
  rig.wechat.answer = (call) => list[call] ?? "ok";
};
const statuses = async () => (await rig.batches(id)).map(({ status }) => status);
const deliveredOnce = () => [...rig.wechat.deliveries().values()].every((times) => times === 1) && rig.wechat.deliveries().size;
const waitOf = async () => ((await rig.wakeAt(id))?.getTime() ?? Number.NaN) - rig.now.getTime();
const finishAll = async () => {
  for (const job of rig.wechat.jobs) await rig.callback(job);
};

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
      error: expect.stringMatching(/45009.*2026-03-02 00:00 \(Asia\/Shanghai\)/),
    });
    expect(await statuses()).toEqual(["ACCEPTED", "PENDING", "PENDING"]);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", error: null });
    expect(deliveredOnce()).toBe(12);
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
    rig = new SendRig(test_.database, tenantId, FOLLOWERS, 3);
    id = await rig.started();
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
    answers("ok", "account");
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
    await test_.database.pool.query(`UPDATE user_info SET status = 'DELETED' WHERE ${people}`);
    try {
      await rig.run(id);
      expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errmsg: expect.stringContaining("fewer than two"), attempts: 0 });
      expect(deliveredOnce()).toBe(8);
    } finally {
      await test_.database.pool.query(`UPDATE user_info SET status = 'NORMAL' WHERE ${people}`);
    }
  });
});

describe("pause and cancel", () => {
  const during = (call: number, action: () => Promise<unknown>) => {
    rig.wechat.onCall = async () => {
      if (rig.wechat.calls === call) await action();
    };
  };

  test("paused during a call: that one goes out and is recorded, no other", async () => {
    during(2, () => rig.dispatch.pauseMassSend(rig.principal, id));
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", batchesAccepted: 2 });
    expect(await statuses()).toEqual(["ACCEPTED", "ACCEPTED", "PENDING"]);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    await rig.run(id);
    expect(deliveredOnce()).toBe(12);
  });

  test("resumed while the driver is still on its way out: not overlooked", async () => {
    during(1, async () => {
      await rig.dispatch.pauseMassSend(rig.principal, id);
      await rig.dispatch.resumeMassSend(rig.principal, id);
    });
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "AWAITING_RESULTS" });
  });

  test("an operator's act between the last look and the release is due at once", async () => {
    rig.waits.push(30_000);
    const taken = await rig.leases.acquire({ tenantId, id }, "a", 3_000, rig.now);
    await rig.dispatch.pauseMassSend(rig.principal, id);
    if (!taken) throw new Error("not taken");
    expect(await rig.leases.release(taken.lease, new Date(rig.now.getTime() + 30_000))).toEqual(rig.now);
  });

  test("paused with an unclear batch: it waits, unrepeated, until resumed", async () => {
    answers("accepted-lost");
    during(1, () => rig.dispatch.pauseMassSend(rig.principal, id));
    await rig.run(id);
    rig.advance(HOUR_MS);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED" });
    expect(await statuses()).toEqual(["IN_FLIGHT", "PENDING", "PENDING"]);
    expect(rig.wechat.calls).toBe(1);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    await rig.run(id);
    expect(deliveredOnce()).toBe(12);
  });

  test("cancelled during a call that is accepted: what was accepted stays and gets its result", async () => {
    during(2, () => rig.dispatch.cancelMassSend(rig.principal, id));
    expect(await rig.run(id)).toMatchObject({ status: "CANCELLED", batchesAccepted: 2 });
    expect(await statuses()).toEqual(["ACCEPTED", "ACCEPTED", "CANCELLED"]);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "CANCELLED", batchesFinished: 2, sent: 8 });
  });

  test("cancelled during a call whose answer is lost: UNKNOWN, not repeated", async () => {
    answers("accepted-lost");
    during(1, () => rig.dispatch.cancelMassSend(rig.principal, id));
    expect(await rig.run(id)).toMatchObject({ status: "CANCELLED", batchesUnknown: 1 });
    expect(rig.wechat.calls).toBe(1);
  });

  test("cancelled during a call that is refused: CANCELLED", async () => {
    answers("quota-minute");
    during(1, () => rig.dispatch.cancelMassSend(rig.principal, id));
    await rig.run(id);
    expect(await statuses()).toEqual(["CANCELLED", "CANCELLED", "CANCELLED"]);
  });

  test("cancelled while a dead driver's batch is in flight: the next driver makes it UNKNOWN", async () => {
    const life = new Mortal();
    rig.wechat.onCall = async () => life.kill();
    await rig.run(id, life);
    await rig.dispatch.cancelMassSend(rig.principal, id);
    await rig.expireLeases();
    rig.wechat.onCall = async () => undefined;
    expect(await rig.run(id)).toMatchObject({ status: "CANCELLED", batchesUnknown: 1 });
    expect(rig.wechat.calls).toBe(1);
  });
});

describe("resolveUnknownBatch", () => {
  beforeEach(async () => {
    answers("accepted-lost", "invalid");
    await rig.run(id);
    rig.advance(2_000);
    await rig.run(id);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "NEEDS_ATTENTION" });
  });

  test("TREAT_AS_SENT ends the send", async () => {
    await rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.0`, BatchResolution.TREAT_AS_SENT);
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", error: null, batchesFinished: 3, accepted: 12, sent: 8 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "FINISHED", total: null, sent: null });
  });

  test("SEND_AGAIN goes out under the same id, so what WeChat remembers is not sent twice", async () => {
    await rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.0`, BatchResolution.SEND_AGAIN);
    expect(await rig.run(id)).toMatchObject({ status: "COMPLETED", batchesUnknown: 0, batchesFinished: 3, sent: 12 });
    expect(deliveredOnce()).toBe(12);
  });

  test("only for UNKNOWN batches, and not again in a cancelled send", async () => {
    const resolve = (index: number) => rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.${index}`, BatchResolution.SEND_AGAIN);
    await expect(resolve(1)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(resolve(3)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await rig.dispatch.cancelMassSend(rig.principal, id);
    await expect(resolve(0)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("results", () => {
  test("before our commit of the msg_id: taken over at acceptance", async () => {
    rig.wechat.onAccepted = (job) => rig.callback(job);
    expect(await rig.run(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
  });

  test("twice: no change", async () => {
    await rig.run(id);
    await finishAll();
    const { seq } = await rig.send(id);
    for (const job of rig.wechat.jobs) await rig.callback(job, "err(10001)");
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", seq });
  });

  test("between a crash and its recovery: found by the next driver", async () => {
    const life = new Mortal();
    rig.wechat.onAccepted = async (job) => {
      await rig.callback(job);
      life.kill();
    };
    await rig.run(id, life);
    await rig.expireLeases();
    rig.wechat.onAccepted = (job) => rig.callback(job);
    expect(await rig.run(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
    expect(deliveredOnce()).toBe(12);
  });

  test("of a job that belongs to no batch: nothing happens", async () => {
    await rig.run(id);
    await rig.callback({ msgId: 5n, clientMsgId: "console", openids: ["x"], at: 0 });
    expect(await rig.send(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesFinished: 0 });
  });

  test("FilterCount is what is left", async () => {
    await rig.run(id);
    const [job] = rig.wechat.jobs;
    if (job) await rig.callback(job, "sendsuccess", { total: 4, filter: 3, sent: 2, error: 1 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "FINISHED", total: 4, filtered: 1, sent: 2, failed: 1 });
    expect(await rig.send(id)).toMatchObject({ filtered: 1, sent: 2, failed: 1 });
  });

  test.each([
    ["send fail", null],
    ["err(20431)", 20431],
  ])("%s: the batch failed", async (status, errcode) => {
    await rig.run(id);
    for (const job of rig.wechat.jobs) await rig.callback(job, status, { total: 0 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errcode, errmsg: status });
    expect(await rig.send(id)).toMatchObject({ status: "FAILED", batchesFailed: 3, batchesAccepted: 3 });
  });

  test("never: mass/get is asked when overdue, and the counts stay unknown", async () => {
    await rig.run(id);
    rig.advance(60_000);
    rig.wechat.status = "SENDING";
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS" });
    rig.advance(600_000);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS" });
    rig.advance(60_000);
    rig.wechat.status = "SEND_SUCCESS";
    expect(await rig.run(id)).toMatchObject({ status: "COMPLETED", batchesFinished: 3, sent: 0 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "FINISHED", total: null, sent: null });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
  });

  test("never, and mass/get says it failed", async () => {
    rig.wechat.status = "SEND_FAIL";
    await rig.run(id);
    rig.advance(600_000);
    expect(await rig.run(id)).toMatchObject({ status: "FAILED", batchesFailed: 3 });
  });
});

describe("leases", () => {
  test("two drivers at once: one acts", async () => {
    await Promise.all(Array.from({ length: 5 }, () => rig.driver().run(tenantId, id)));
    expect(rig.wechat.calls).toBe(3);
  });

  test("a driver that lost its lease during a call writes nothing; the next one adopts what it sent", async () => {
    const other = new Mortal();
    let overtaken = false;
    rig.wechat.onAccepted = async () => {
      if (overtaken) return;
      overtaken = true;
      await rig.expireLeases();
      await rig.run(id, other);
    };
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesAccepted: 3 });
    expect(rig.wechat.jobs).toHaveLength(3);
    expect(rig.wechat.calls).toBe(4);
  });

  test("a process that sleeps between commit and call does not call", async () => {
    const driver = rig.driver();
    const begin = rig.leases.beginAttempt.bind(rig.leases);
    rig.leases.beginAttempt = async (...args) => {
      const begun = await begin(...args);
      rig.advance(25 * HOUR_MS);
      return begun;
    };
    await driver.run(tenantId, id);
    expect(rig.wechat.calls).toBe(0);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", attempts: 1 });
  });

  test("without progress for 23 hours a send goes on only when an operator says so", async () => {
    rig.advance(23 * HOUR_MS + 1);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("23 hours") });
    expect(rig.wechat.calls).toBe(0);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS" });
  });

  test("a driver that is closed gives the send back at once", async () => {
    const driver = rig.driver();
    rig.wechat.onCall = async () => {
      void driver.close();
    };
    await driver.run(tenantId, id);
    expect(rig.wechat.calls).toBe(1);
    expect(await rig.leases.due(rig.now, 10)).toEqual([{ tenantId, id }]);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS" });
  });
});

describe("a kill between any two steps", () => {
  test.each(["before", "after"] as const)(
    "%s the n-th step, for every n: nobody missed, nobody twice",
    async (when) => {
      for (let step = 0; ; step++) {
        const life = new Mortal(step, when);
        const sent = new Set(rig.wechat.jobs.map(({ clientMsgId }) => clientMsgId)).size;
        id = await rig.started();
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
