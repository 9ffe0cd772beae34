import { describe, expect, test } from "vitest";
import { answers, deliveredOnce, finishAll, id, rig, statuses, useDriver, waitOf } from "../support/driver.js";

useDriver("wxerrcodes");

/** Every code of WeChat's table that a mass call can answer, and some that no table knows, by what follows for the send. */
const CODES = {
  /** The token: nothing was taken; the client renews it, the driver comes again. */
  token: [40001, 40014, 41001, 42001],
  /** Slower. */
  minute: [45011],
  /** Nothing more today. */
  day: [45009, 45028],
  /** WeChat may have acted. */
  unclear: [-1, 45085],
  tooSoon: [45066],
  /** The account's rights or credentials: every call would meet them. */
  account: [40002, 40013, 40125, 40164, 40243, 41002, 41004, 43003, 48001, 48003, 48004, 48006, 48008, 89501, 89503, 89506, 89507],
  /** The content: the next batch carries the same. */
  content: [
    ...[40004, 40005, 40006, 40007, 40008, 40033, 40037, 40113, 41005, 41006, 44001, 44003, 44004, 45001, 45002, 45003, 45004, 45008],
    ...[45034, 45052, 45074, 45161, 46001, 48013, 48014],
  ],
  /** These recipients, or this one request. */
  recipients: [
    ...[40003, 40031, 40032, 40035, 40050, 40059, 40060, 40065, 40066, 40092, 40097, 40130, 40132, 41009, 43001, 43002, 43004, 43019],
    ...[44002, 44005, 45015, 45019, 45047, 45056, 45057, 45058, 45059, 45067, 45083, 45084, 45157, 45158, 45159, 46004, 47001, 48002],
    ...[48005, 49003, 50002, 50005],
  ],
  unknown: [1, 12_345, 40_999, 99_999_999],
} as const;

/** Goes on, as often as it takes, until every batch has its fate. */
async function finish(): Promise<void> {
  for (let turn = 0; turn < 10 && (await rig.send(id)).status === "SENDING"; turn++) {
    rig.advance(await waitOf());
    await rig.run(id);
  }
  await finishAll();
}

describe.each(CODES.token)("%i", (errcode) => {
  test("again with the next token, ten seconds later", async () => {
    answers(errcode);
    expect(await rig.run(id)).toMatchObject({ status: "SENDING" });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "PENDING", firstAttemptAt: null, errcode });
    expect(await waitOf()).toBe(10_000);
    await finish();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
  });
});

describe.each(CODES.minute)("%i", (errcode) => {
  test("again next minute", async () => {
    answers(errcode);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "PENDING", errcode });
    expect(await waitOf()).toBe(60_000);
    await finish();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
  });
});

describe.each(CODES.day)("%i", (errcode) => {
  test("pauses with the reason and the moment it goes on", async () => {
    answers(errcode);
    const error = expect.stringMatching(new RegExp(`${errcode}.*goes on by itself at 2026-03-02 00:05`));
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error, resumeAt: new Date("2026-03-01T16:05:00Z") });
    expect(await statuses()).toEqual(["PENDING", "PENDING", "PENDING"]);
  });
});

describe.each([...CODES.unclear, ...CODES.tooSoon])("%i", (errcode) => {
  test("the same call again under the same id, and no other meanwhile", async () => {
    answers(errcode);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", firstAttemptAt: rig.now, errcode });
    expect(rig.wechat.calls).toBe(1);
    expect(await waitOf()).toBe(errcode === 45066 ? 61_000 : 2_000);
    await finish();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
    expect(deliveredOnce()).toBe(12);
  });
});

describe.each([...CODES.account, ...CODES.content])("%i", (errcode) => {
  test("fails the send at once: no further call", async () => {
    answers("ok", errcode);
    expect(await rig.run(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining(String(errcode)) });
    expect(await statuses()).toEqual(["ACCEPTED", "REJECTED", "CANCELLED"]);
    expect(rig.wechat.calls).toBe(2);
  });
});

describe.each([...CODES.recipients, ...CODES.unknown])("%i", (errcode) => {
  test("refuses this batch alone, with WeChat's words", async () => {
    answers(errcode);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errcode, errmsg: `answer ${errcode}` });
    await finish();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", batchesFailed: 1, sent: 8 });
  });
});

describe("45065", () => {
  test("was accepted before: its msg_id is taken over", async () => {
    answers("accepted-lost");
    await rig.run(id);
    await finish();
    expect(await rig.batch(id, 0)).toMatchObject({ attempts: 2, wechatMsgId: rig.wechat.jobs[0]?.msgId });
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
    expect(deliveredOnce()).toBe(12);
  });
});

describe("the result of a job", () => {
  const EVERY_BATCH = [10001, 20001, 20002, 20004, 20006, 20008, 20013, 21000, 22000, 30001, 30002, 30003, 40001, 40002];

  test.each(EVERY_BATCH)("err(%i) is said in plain words, and pauses what is still going out", async (number) => {
    rig.wechat.onAccepted = (job) => rig.callback(job, `err(${number})`, { total: 0 });
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining(`err(${number})`), resumeAt: null });
    expect(rig.wechat.calls).toBe(1);
    const batch = await rig.batch(id, 0);
    expect(batch).toMatchObject({ status: "REJECTED", errcode: number, errmsg: expect.stringMatching(/^err\(\d+\): \S+ .{20,}/) });
    expect(batch.errmsg).not.toContain("does not document");
    rig.wechat.onAccepted = async () => undefined;
    await rig.dispatch.resumeMassSend(rig.principal, id);
    await rig.run(id);
    await finish();
    expect(await rig.send(id)).toMatchObject({ batchesFailed: 1, batchesFinished: 2, sent: 8 });
  });

  test.each(["err(20431)", "send fail", "something new"])("%s fails its batch alone", async (status) => {
    rig.wechat.onAccepted = async (job) => {
      if (rig.wechat.jobs.length === 1) await rig.callback(job, status, { total: 0 });
    };
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", batchesFailed: 1 });
    expect(await rig.batch(id, 0)).toMatchObject({ status: "REJECTED", errmsg: expect.stringContaining(status) });
  });

  test("none for three days, by callback or mass/get: the send ends, the counts stay unknown", async () => {
    rig.wechat.status = "SENDING";
    await rig.run(id);
    let looks = 0;
    for (; (await rig.send(id)).status === "AWAITING_RESULTS"; looks++) {
      rig.advance(await waitOf());
      await rig.run(id);
      expect(looks).toBeLessThan(400);
    }
    expect(rig.now.getTime() - Date.parse("2026-03-04T00:00:00Z")).toBeLessThan(3_700_000);
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 0, batchesFinished: 3 });
    expect(await rig.batch(id, 0)).toMatchObject({ total: null, errmsg: expect.stringContaining("3 days") });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ sent: 12 });
  });
});
