import { describe, expect, test } from "vitest";
import { NotSendable } from "../../src/materials/index.js";
import { WeChatError, type WeChatErrorKind } from "../../src/wechat/index.js";
import { answers, deliveredOnce, rig, useDriver } from "../support/driver.js";
import { HOUR_MS } from "../support/send-rig.js";

useDriver("wxvideo");

const UPLOAD = "/cgi-bin/media/upload";
const VIDEO = { videoMaterialId: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6" };

const statuses = async (id: string) => (await rig.batches(id)).map(({ status }) => status);
const waitOf = async (id: string) => ((await rig.wakeAt(id))?.getTime() ?? Number.NaN) - rig.now.getTime();
const expectAllOnce = () => expect(deliveredOnce()).toBe(rig.followers);

/** A started send of a video whose ids are `media 1`, `media 2`, …, each good until WeChat says otherwise. */
async function videoSend() {
  let made = 1;
  rig.materials.mediaId = async () => `media ${made}`;
  rig.materials.replaceVideo = async () => {
    made += 1;
    return true;
  };
  const { id } = await rig.service.createMassSend(rig.principal, { name: "n", audience: { everyone: true }, content: VIDEO });
  await rig.dispatch.startMassSend(rig.principal, id);
  return id;
}

function failing(kind: WeChatErrorKind, errcode: number | null) {
  rig.materials.mediaId = async () => {
    throw new WeChatError(kind, UPLOAD, errcode, "says no");
  };
}

describe("a video's id that died", () => {
  test("is replaced in the middle of the send, and its batch goes again under the same clientMsgId", async () => {
    const id = await videoSend();
    answers("ok", 40007);
    const carried: unknown[] = [];
    rig.wechat.onCall = async ({ content, clientMsgId }) =>
      void carried.push([clientMsgId.at(-1), content.kind === "VIDEO" && content.mediaId]);
    await rig.run(id);
    expect(carried).toEqual([
      ["0", "media 1"],
      ["1", "media 1"],
      ["1", "media 2"],
      ["2", "media 2"],
    ]);
    expect(await statuses(id)).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);
    expect(await rig.batch(id, 1)).toMatchObject({ attempts: 2, errcode: null, errmsg: null });
    expectAllOnce();
  });

  test("after an unanswered call the batch stays in doubt, and WeChat takes the repeat for what it was", async () => {
    const id = await videoSend();
    answers("accepted-lost", 40007);
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT" });
    const since = (await rig.batch(id, 0)).firstAttemptAt;
    rig.advance(await waitOf(id));
    // Should WeChat look at the media before it looks at the clientMsgId, this answer says nothing about the call before.
    await rig.run(id);
    expect(await statuses(id)).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);
    expect(since).not.toBeNull();
    expectAllOnce();
  });

  test("that cannot be replaced fails the send, as for any other content", async () => {
    const id = await videoSend();
    rig.materials.replaceVideo = async () => false;
    answers("ok", 40007);
    expect(await rig.run(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining("40007") });
    expect(await statuses(id)).toEqual(["ACCEPTED", "REJECTED", "CANCELLED"]);
  });

  test("that WeChat does not replace now is asked for again in a minute, and its batch is not in doubt", async () => {
    const id = await videoSend();
    answers(40007);
    rig.materials.replaceVideo = async () => {
      throw new WeChatError("unclear", UPLOAD, null, "time-out");
    };
    await rig.run(id);
    expect([await statuses(id), await waitOf(id)]).toEqual([["PENDING", "PENDING", "PENDING"], 60_000]);
    expect(await rig.batch(id, 0)).toMatchObject({ firstAttemptAt: null, errcode: 40007 });
    rig.advance(60_000);
    await rig.run(id);
    expectAllOnce();
  });

  test("days later, when a paused send is resumed, is another one for the rest", async () => {
    const id = await videoSend();
    rig.wechat.onCall = async () => void (await rig.dispatch.pauseMassSend(rig.principal, id));
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", batchesAccepted: 1 });
    rig.advance(80 * HOUR_MS);
    rig.materials.mediaId = async () => "media renewed";
    await rig.dispatch.resumeMassSend(rig.principal, id);
    const carried = new Set<unknown>();
    rig.wechat.onCall = async ({ content }) => void carried.add(content.kind === "VIDEO" && content.mediaId);
    await rig.run(id);
    expect([...carried]).toEqual(["media renewed"]);
    expectAllOnce();
  });
});

describe("a message that is not ready", () => {
  test.each([
    ["unclear", null, 30_000],
    ["quota-minute", 45011, 60_000],
  ] as const)("for an answer %s is waited for, and no batch is in doubt", async (kind, errcode, waitMs) => {
    const id = await videoSend();
    failing(kind, errcode);
    expect(await rig.run(id)).toMatchObject({ status: "SENDING" });
    expect(await waitOf(id)).toBe(waitMs);
    expect(await statuses(id)).toEqual(["PENDING", "PENDING", "PENDING"]);
    rig.advance(waitMs);
    rig.materials.mediaId = async () => "media";
    await rig.run(id);
    expectAllOnce();
  });

  test("for today's quota waits for the next day, and goes on by itself", async () => {
    const id = await videoSend();
    failing("quota-day", 45009);
    const { status, error, resumeAt } = await rig.run(id);
    expect([status, error]).toEqual(["PAUSED", expect.stringContaining("by itself")]);
    rig.materials.mediaId = async () => "media";
    rig.advance((resumeAt?.getTime() ?? 0) - rig.now.getTime());
    await rig.run(id);
    expectAllOnce();
  });

  test.each([
    ["token", 40001],
    ["refused", 48001],
    ["invalid", null],
  ] as const)("for an answer %s pauses the send, with the reason", async (kind, errcode) => {
    const id = await videoSend();
    failing(kind, errcode);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("says no") });
    expect([rig.wechat.calls, await statuses(id)]).toEqual([0, ["PENDING", "PENDING", "PENDING"]]);
    rig.materials.mediaId = async () => "media";
    await rig.dispatch.resumeMassSend(rig.principal, id);
    await rig.run(id);
    expectAllOnce();
  });

  test("for a material that is gone pauses with the remedy", async () => {
    const id = await videoSend();
    rig.contents.message = async () => {
      throw new NotSendable("it was deleted at WeChat: upload the file again");
    };
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("upload the file again. Then resume") });
  });
});
