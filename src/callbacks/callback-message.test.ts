import { describe, expect, it } from "vitest";
import { callbackOf, followerEventOf, massSendFinishedOf } from "./callback-message.js";

const EVENT = { ToUserName: "gh_1", FromUserName: "o1", CreateTime: "1481013459", MsgType: "event" };
const FINISHED = {
  ...EVENT,
  Event: "MASSSENDJOBFINISH",
  MsgID: "9007199254740993",
  Status: "send success",
  TotalCount: "296",
  FilterCount: "295",
  SentCount: "294",
  ErrorCount: "1",
};
const stored = (fields: Record<string, string>) => ({ ...callbackOf(7, fields), id: 1n, attempts: 0 });

describe("callbackOf", () => {
  it("knows a finished send by its MsgID, whoever it comes from and when", () => {
    const callback = callbackOf(7, FINISHED);
    expect(callback).toMatchObject({ tenantId: 7, event: "MASSSENDJOBFINISH", wechatMsgId: 9007199254740993n, toDispatch: true });
    expect(callbackOf(7, { ...FINISHED, CreateTime: "1481013999", FromUserName: "mphelper" }).dedupeKey).toBe(callback.dedupeKey);
    expect(callbackOf(7, { ...FINISHED, MsgID: "9007199254740992" }).dedupeKey).not.toBe(callback.dedupeKey);
  });

  it("knows other events by sender, time and kind", () => {
    const key = (fields: Record<string, string>) => callbackOf(7, { ...EVENT, Event: "subscribe", ...fields }).dedupeKey;
    expect(key({})).toBe(key({ EventKey: "qrscene_1" }));
    expect(new Set([key({}), key({ FromUserName: "o2" }), key({ CreateTime: "1481013460" }), key({ Event: "unsubscribe" })])).toHaveLength(
      4,
    );
  });

  it("knows messages by MsgId", () => {
    const message = { ...EVENT, MsgType: "text", Content: "hi", MsgId: "24" };
    expect(callbackOf(7, message)).toMatchObject({ event: "message:text", dedupeKey: "message:24", toDispatch: true, payload: message });
  });

  it("keeps the index short, however long the text", () => {
    expect(callbackOf(7, { ...EVENT, Event: "x".repeat(5_000), FromUserName: "o".repeat(5_000) })).toMatchObject({
      event: expect.stringMatching(/^[0-9a-f]{64}$/),
      dedupeKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      openid: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each(["FromUserName", "CreateTime", "MsgType"])("refuses a message without %s", (name) => {
    expect(() => callbackOf(7, { ...FINISHED, [name]: "" })).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe("massSendFinishedOf", () => {
  it("reads the counts", () => {
    expect(massSendFinishedOf(stored(FINISHED))).toEqual({
      tenantId: 7,
      msgId: 9007199254740993n,
      status: "send success",
      totalCount: 296,
      filterCount: 295,
      sentCount: 294,
      errorCount: 1,
      at: new Date("2016-12-06T08:37:39Z"),
    });
  });

  it.each([
    { MsgID: "" },
    { MsgID: "abc" },
    { MsgID: "9223372036854775808" },
    { TotalCount: "" },
    { FilterCount: "-1" },
    { SentCount: "1.5" },
    { ErrorCount: "99999999999" },
  ])("cannot use %j", (fault) => {
    expect(massSendFinishedOf(stored({ ...FINISHED, ...fault }))).toBeNull();
  });
});

describe("followerEventOf", () => {
  const followed = (fields: Record<string, string>) => {
    const { tenantId, details } = stored({ ...EVENT, Event: "subscribe", ...fields });
    return details?.type === "subscribe" ? followerEventOf(tenantId, details) : null;
  };
  it("has the scene only where there is one", () => {
    expect(followed({ EventKey: "" })).toEqual({
      tenantId: 7,
      openid: "o1",
      at: new Date("2016-12-06T08:37:39Z"),
      eventKey: null,
    });
    expect(followed({ EventKey: "qrscene_9" })?.eventKey).toBe("qrscene_9");
  });
});
