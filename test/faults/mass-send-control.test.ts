import { beforeEach, describe, expect, test } from "vitest";
import { BatchResolution } from "../../src/mass-sends/index.js";
import { answers, deliveredOnce, finishAll, id, rig, statuses, tenantId, useDriver } from "../support/driver.js";
import { HOUR_MS, Mortal } from "../support/send-rig.js";

useDriver("wxcontrol");

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
    expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errcode, errmsg: expect.stringContaining(status) });
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
