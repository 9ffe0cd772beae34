import { describe, expect, it } from "vitest";
import { z } from "zod";
import { WeChatError, type WeChatErrorKind } from "./wechat-error.js";
import { meaningAtTokenEndpoint } from "./wechat-error-codes.js";
import { checkOk, checkReply, readReply } from "./wechat-reply.js";

const ENDPOINT = "/cgi-bin/message/mass/send";

function refusal(text: string, secrets: string[] = [], meaning?: typeof meaningAtTokenEndpoint): WeChatError {
  try {
    readReply(ENDPOINT, text, secrets, meaning);
  } catch (error) {
    if (error instanceof WeChatError) return error;
    throw error;
  }
  throw new Error("was no refusal");
}

describe("readReply", () => {
  it.each<[number, WeChatErrorKind]>([
    [-1, "unclear"],
    [40001, "token"],
    [40014, "token"],
    [42001, "token"],
    [41001, "token"],
    [45009, "quota-day"],
    [45028, "quota-day"],
    [45011, "quota-minute"],
    [45065, "duplicate"],
    [45066, "too-soon"],
    [40007, "refused"],
    [40125, "refused"],
    [40164, "refused"],
    [45002, "refused"],
    [48001, "refused"],
    [48003, "refused"],
    [48008, "refused"],
    [40003, "invalid"],
    [40032, "invalid"],
    [40130, "invalid"],
    [45159, "invalid"],
    [45067, "invalid"],
    [99999, "invalid"],
  ])("makes errcode %i a %s error", (errcode, kind) => {
    expect(refusal(JSON.stringify({ errcode, errmsg: "x" }))).toMatchObject({ kind, errcode, endpoint: ENDPOINT });
  });

  it("takes a wrong secret at the token endpoint for the account's fault, not the token's", () => {
    expect(refusal('{"errcode":40001,"errmsg":"x"}', [], meaningAtTokenEndpoint).kind).toBe("refused");
  });

  it("gives the msg_id of the send that 45065 found, with all its digits", () => {
    const error = refusal('{"errcode":45065,"errmsg":"clientmsgid exist","msg_id":9007199254740993}');
    expect(error.details).toEqual({ msgId: 9007199254740993n });
  });

  it.each([
    ["invalid media_id hint: [K7xTpa07963929]", "invalid media_id", undefined],
    ["invalid media_id rid: 62bd10f4-7514f9d8-1d884148", "invalid media_id", "62bd10f4-7514f9d8-1d884148"],
    ["invalid media_id hint: [a.b] rid: 62bd10f4-7514f9d8-1d884148", "invalid media_id", "62bd10f4-7514f9d8-1d884148"],
    ["invalid media_id", "invalid media_id", undefined],
    ["", "invalid media_id", undefined],
  ])("reads errmsg %j", (errmsg, shown, rid) => {
    const error = refusal(JSON.stringify({ errcode: 40007, errmsg }));
    expect(error.errmsg).toBe(shown);
    expect(error.details.rid).toBe(rid);
  });

  it("shows no secret that a server echoes", () => {
    const error = refusal('{"errcode":40001,"errmsg":"invalid credential S3CR3T, S3CR3T"}', ["S3CR3T"]);
    expect(error.message).not.toContain("S3CR3T");
  });

  it.each(["", "<html>502</html>", "null", '"ok"', "[1", '{"errcode":"x"}', '{"errcode":45065,"msg_id":"x"}'])(
    "cannot tell from %j what WeChat did",
    (text) => {
      expect(refusal(text)).toMatchObject({ kind: "unclear", errcode: null });
    },
  );

  it("returns replies with errcode 0 and with none", () => {
    expect(readReply(ENDPOINT, '{"errcode":0,"errmsg":"ok","msg_id":1}', [])).toMatchObject({ msg_id: 1n });
    expect(readReply(ENDPOINT, '{"tags":[]}', [])).toEqual({ tags: [] });
  });
});

describe("checkReply and checkOk", () => {
  it("cannot tell from a reply without the promised field what WeChat did", () => {
    const schema = z.object({ msg_id: z.coerce.bigint() });
    expect(() => checkReply(ENDPOINT, schema, { errcode: 0 })).toThrow(expect.objectContaining({ kind: "unclear" }));
    expect(() => checkReply(ENDPOINT, schema, { msg_id: "no number" })).toThrow(expect.objectContaining({ kind: "unclear" }));
  });

  it("takes only errcode 0 for the success of a write", () => {
    expect(() => checkOk(ENDPOINT, {})).toThrow(expect.objectContaining({ kind: "unclear" }));
    checkOk(ENDPOINT, { errcode: 0, errmsg: "" });
  });
});
