import { beforeEach, describe, expect, test } from "vitest";
import type { MassSendContent } from "../../src/mass-sends/content.js";
import { BatchResolution } from "../../src/mass-sends/index.js";
import { answers, finishAll, id, rig, startAnother, useDriver, waitOf } from "../support/driver.js";
import type { DeleteAnswer } from "../support/fake-wechat.js";
import { HOUR_MS, Mortal } from "../support/send-rig.js";

useDriver("wxrecall");

const NEWS = { kind: "NEWS", mediaId: "article" } as const;
const recall = () => rig.recalls.recallMassSend(rig.principal, id);
const deleteAnswers = (...list: DeleteAnswer[]) => {
  rig.wechat.deleteAnswer = (call) => list[call] ?? "ok";
};
const recalls = async () => (await rig.batches(id)).map((batch) => batch.recall);
const deletedJobs = () => rig.wechat.deleted.size;
const ofThisSend = () => rig.wechat.jobs.filter(({ clientMsgId }) => ids.has(clientMsgId));
let ids: Set<string>;

/** Until nothing is to be done any more. */
async function drive(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    await rig.run(id);
    const waitMs = await waitOf();
    if (Number.isNaN(waitMs)) return;
    rig.advance(Math.max(1, waitMs));
  }
}

beforeEach(async () => {
  await startAnother(NEWS);
  ids = new Set((await rig.batches(id)).map(({ clientMsgId }) => clientMsgId));
});

describe("a send of articles", () => {
  beforeEach(async () => {
    await rig.run(id);
    await finishAll();
  });

  test("every batch is taken back by one call, and the send is RECALLED", async () => {
    expect(await recall()).toMatchObject({
      status: "COMPLETED",
      recallRequestedAt: rig.now,
      error: expect.stringContaining("3 are being"),
    });
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesRecalled: 3, error: expect.stringContaining("cards stay") });
    expect(await recalls()).toEqual(["RECALLED", "RECALLED", "RECALLED"]);
    expect(rig.wechat.deletes).toBe(3);
    expect([...rig.wechat.deleted.keys()]).toEqual(ofThisSend().map(({ msgId }) => msgId));
    expect((await rig.events(id)).at(-1)).toMatchObject({ status: "RECALLED", batchesRecalled: 3 });
  });

  test("asked again at any time: no call is made twice", async () => {
    await recall();
    await recall();
    await rig.run(id);
    const { seq } = await recall();
    await rig.run(id);
    expect(rig.wechat.deletes).toBe(3);
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", seq });
  });

  test("an answer that never came: mass/get is asked before another call", async () => {
    deleteAnswers("deleted-lost", "lost");
    await recall();
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesRecalled: 3 });
    expect([...rig.wechat.deleted.values()]).toEqual([1, 1, 1]);
  });

  test("never an answer: REFUSED after some tries, with the reason; asked again it is tried again", async () => {
    rig.wechat.deleteAnswer = () => "lost";
    await recall();
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", batchesRecalled: 0, error: expect.stringContaining("3 it refused") });
    expect(await rig.batch(id, 0)).toMatchObject({ recall: "REFUSED", recallError: expect.stringContaining("time-out") });
    expect(rig.wechat.deletes).toBe(36);
    deleteAnswers();
    await recall();
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED" });
  });

  test("one refused: the others are taken back, the send is not RECALLED", async () => {
    deleteAnswers("ok", 40059);
    await recall();
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", batchesRecalled: 2, error: expect.stringContaining("1 it refused") });
    expect(await rig.batch(id, 1)).toMatchObject({ recall: "REFUSED", recallError: expect.stringContaining("40059") });
    expect(await recall()).toMatchObject({ status: "COMPLETED" });
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesRecalled: 3 });
  });

  test("a refusal that would meet every batch: no further call", async () => {
    deleteAnswers(48001);
    await recall();
    await drive();
    expect(rig.wechat.deletes).toBe(1);
    expect(await recalls()).toEqual(["REFUSED", "REFUSED", "REFUSED"]);
    expect(await rig.batch(id, 2)).toMatchObject({ recallError: expect.stringContaining("48001") });
  });

  test.each<[number, number]>([
    [45011, 60_000],
    [45009, 16 * HOUR_MS + 300_000],
    [40001, 10_000],
  ])("%i: waits, then goes on", async (errcode, waitMs) => {
    deleteAnswers("ok", errcode);
    await recall();
    await rig.run(id);
    expect(await waitOf()).toBe(waitMs);
    expect(await recalls()).toEqual(["RECALLED", "PENDING", "PENDING"]);
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED" });
    expect(rig.wechat.deletes).toBe(4);
  });

  test("waits for its turn like every mass call", async () => {
    await recall();
    rig.waits.push(0, 30_000);
    await rig.run(id);
    expect(await waitOf()).toBe(30_000);
    expect(rig.wechat.deletes).toBe(1);
  });

  test("a kill between any two steps: taken back all the same, no job deleted twice", async () => {
    for (let step = 0; ; step++) {
      const life = new Mortal(step, step % 2 === 0 ? "before" : "after");
      await startAnother(NEWS);
      rig.wechat.deleted.clear();
      await rig.run(id);
      await finishAll();
      await recall();
      await rig.run(id, life);
      if (!life.dead) break;
      await rig.expireLeases();
      rig.advance(1_000);
      expect(await rig.run(id), `step ${step}`).toMatchObject({ status: "RECALLED", batchesRecalled: 3 });
      expect(Math.max(...rig.wechat.deleted.values())).toBe(1);
      expect(step).toBeLessThan(200);
    }
  }, 60_000);

  test("names other sends of the same content, whose pages die too", async () => {
    const first = id;
    await startAnother(NEWS);
    await rig.run(id);
    await startAnother({ kind: "NEWS", mediaId: "another" });
    await rig.run(id);
    expect(await recall()).toMatchObject({ recallNote: null });
    const send = await rig.recalls.recallMassSend(rig.principal, first);
    expect(send.error).toContain('lose their pages with it: "n".');
  });
});

describe("what is not sent yet", () => {
  test("WeChat is still sending: tried again a minute later, the others meanwhile", async () => {
    await rig.run(id);
    deleteAnswers(40065);
    expect(await recall()).toMatchObject({ status: "AWAITING_RESULTS" });
    await rig.run(id);
    expect(await recalls()).toEqual(["PENDING", "RECALLED", "RECALLED"]);
    expect(await waitOf()).toBe(60_000);
    rig.advance(60_000);
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED" });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesFinished: 3, sent: 12 });
  });

  test("a job that fails after all: nothing of it is to be taken back", async () => {
    await rig.run(id);
    deleteAnswers(40065, 40065, 40065);
    await recall();
    await rig.run(id);
    for (const job of ofThisSend()) await rig.callback(job, "err(20008)", { total: 0 });
    rig.advance(60_000);
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining("nothing to take back") });
    expect(await recalls()).toEqual([null, null, null]);
    expect(rig.wechat.deletes).toBe(3);
  });

  test("a call that is out when a cancelled send is recalled: what it sent is taken back too", async () => {
    rig.wechat.onCall = async () => {
      if (rig.wechat.calls !== 2) return;
      await rig.dispatch.cancelMassSend(rig.principal, id);
      await recall();
    };
    await rig.run(id);
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesRecalled: 2, batchesAccepted: 2 });
    expect(deletedJobs()).toBe(2);
  });
});

describe("what cannot be taken back", () => {
  test.each<MassSendContent>([
    { kind: "TEXT", text: "t" },
    { kind: "IMAGE", materialIds: ["m"] },
    { kind: "VOICE", materialId: "m" },
    { kind: "CARD", cardId: "c" },
  ])("$kind: refused before any call", async (content) => {
    await startAnother(content);
    await rig.run(id);
    await expect(recall()).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("cannot take back") });
    await rig.run(id);
    expect(rig.wechat.deletes).toBe(0);
    expect(await rig.send(id)).toMatchObject({ recallRequestedAt: null });
  });

  test("a VIDEO can", async () => {
    await startAnother({ kind: "VIDEO", materialId: "v" });
    await rig.run(id);
    await recall();
    await rig.run(id);
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED" });
  });

  test("nothing was accepted", async () => {
    answers("refused");
    await rig.run(id);
    await expect(recall()).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("accepted nothing") });
  });

  test("more may still go out: cancel first", async () => {
    await expect(recall()).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("PREPARING") });
  });

  test("batches without a msg_id, and UNKNOWN ones: said on each", async () => {
    answers("ok", "accepted-lost", "ok");
    await rig.run(id);
    rig.advance(2_000);
    answers("ok", "ok", "invalid");
    await rig.run(id);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "NEEDS_ATTENTION" });
    await recall();
    await drive();
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", batchesRecalled: 2, error: expect.stringContaining("nobody knows") });
    expect(await rig.batch(id, 1)).toMatchObject({
      status: "UNKNOWN",
      recall: "IMPOSSIBLE",
      recallError: expect.stringContaining("msg_id"),
    });
    const again = rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.1`, BatchResolution.SEND_AGAIN);
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("while it is taken back, an UNKNOWN batch is not sent again", async () => {
    answers("ok", "accepted-lost", "ok");
    await rig.run(id);
    rig.advance(2_000);
    answers("ok", "ok", "invalid");
    await rig.run(id);
    await finishAll();
    await recall();
    const again = rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.1`, BatchResolution.SEND_AGAIN);
    await expect(again).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("taken back") });
  });

  test("only some have a msg_id: what can be is taken back", async () => {
    rig.wechat.onAccepted = async (job) => {
      if (rig.wechat.jobs.length < 3) job.msgId = 77n;
    };
    await rig.run(id);
    await recall();
    await drive();
    expect(await recalls()).toEqual(["RECALLED", "IMPOSSIBLE", "RECALLED"]);
    expect(await rig.send(id)).toMatchObject({ status: "RECALLED", error: expect.stringContaining("1 cannot be taken back") });
  });
});
