import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type MassContent, openidList, type WeChatError } from "../../src/wechat/index.js";
import { failure, openClients, SECRET, useClientBench } from "./client-bench.js";
import type { FakeWeChat } from "./fake-wechat.js";

const SEND = "/cgi-bin/message/mass/send";
const SEND_ALL = "/cgi-bin/message/mass/sendall";
const REQUEST = { content: { kind: "TEXT", text: "你好" } as MassContent, clientMsgId: "tc-abc-0", sendIgnoreReprint: false };
const OPENIDS = ["o1", "o2"];

const bench = useClientBench();

describe("mass sends", () => {
  it("submit a batch by openids with its clientmsgid, in raw UTF-8, and keep all digits of msg_id", async () => {
    bench.wechat.replies(SEND, '{"errcode":0,"errmsg":"send job submission success","msg_id":9223372036854775807,"msg_data_id":206227730}');
    expect(await bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) })).toEqual({
      msgId: 9223372036854775807n,
      msgDataId: 206227730n,
    });
    const [call] = bench.wechat.callsTo(SEND);
    expect(call?.body).toBe('{"touser":["o1","o2"],"msgtype":"text","text":{"content":"你好"},"clientmsgid":"tc-abc-0"}');
    expect(call?.query.get("access_token")).toBe(bench.wechat.tokens[0]);
    expect(call?.contentType).toBe("application/json; charset=utf-8");
  });

  it("submit to everyone and by tag", async () => {
    bench.wechat.replies(SEND_ALL, { errcode: 0, errmsg: "ok", msg_id: 34182 });
    expect(await bench.client.massSendToAll(REQUEST)).toEqual({ msgId: 34182n, msgDataId: null });
    await bench.client.massSendByTag({ ...REQUEST, wechatTagId: 134 });
    expect(bench.wechat.callsTo(SEND_ALL).map(({ body }) => JSON.parse(body).filter)).toEqual([
      { is_to_all: true },
      { is_to_all: false, tag_id: 134 },
    ]);
  });

  it.each<[MassContent, object]>([
    [
      { kind: "TEXT", text: "a" },
      { msgtype: "text", text: { content: "a" } },
    ],
    [
      { kind: "NEWS", mediaId: "m" },
      { msgtype: "mpnews", mpnews: { media_id: "m" }, send_ignore_reprint: 0 },
    ],
    [
      { kind: "IMAGE", mediaIds: ["m"] },
      { msgtype: "image", image: { media_id: "m" } },
    ],
    [
      { kind: "IMAGE", mediaIds: ["m", "n"] },
      { msgtype: "image", images: { media_ids: ["m", "n"] } },
    ],
    [
      { kind: "VOICE", mediaId: "m" },
      { msgtype: "voice", voice: { media_id: "m" } },
    ],
    [
      { kind: "VIDEO", mediaId: "m" },
      { msgtype: "mpvideo", mpvideo: { media_id: "m" } },
    ],
    [
      { kind: "CARD", cardId: "c" },
      { msgtype: "wxcard", wxcard: { card_id: "c" } },
    ],
  ])("write %j as documented", async (content, written) => {
    bench.wechat.replies(SEND_ALL, { errcode: 0, errmsg: "ok", msg_id: 1 });
    await bench.client.massSendToAll({ ...REQUEST, content });
    expect(JSON.parse(bench.wechat.callsTo(SEND_ALL)[0]?.body ?? "")).toEqual({
      filter: { is_to_all: true },
      ...written,
      clientmsgid: "tc-abc-0",
    });
  });

  it.each<[string, Parameters<FakeWeChat["replies"]>[1]]>([
    ["-1", { errcode: -1, errmsg: "system error" }],
    ["HTTP 502", { status: 502, text: "<html>Bad Gateway</html>" }],
    ["HTTP 404", { status: 404, text: '{"errcode":0,"msg_id":1}' }],
    ["a reset", "reset"],
    ["no answer", "hang"],
    ["no JSON", "<html>"],
    ["no msg_id", { errcode: 0, errmsg: "ok" }],
  ])("are tried once, and unclear, after %s", async (_name, reply) => {
    bench.wechat.replies(SEND, reply);
    expect(await failure(bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) }))).toMatchObject({
      kind: "unclear",
      endpoint: SEND,
    });
    expect(bench.wechat.callsTo(SEND)).toHaveLength(1);
  });

  it("are unclear where nobody listens", async () => {
    bench.wechat.replies(SEND, { errcode: 0, msg_id: 1 });
    await bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) });
    await bench.wechat.close();
    expect(await failure(bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) }))).toMatchObject({
      kind: "unclear",
      errcode: null,
    });
  });

  it("tell which send 45065 found", async () => {
    bench.wechat.replies(SEND, '{"errcode":45065,"errmsg":"clientmsgid exist","msg_id":9007199254740993}');
    const error = await failure(bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) }));
    expect(error).toMatchObject({ kind: "duplicate", details: { msgId: 9007199254740993n } });
  });

  it("ask for a status until the answer is clear", async () => {
    bench.wechat.replies("/cgi-bin/message/mass/get", "reset", { msg_id: 1, msg_status: "SEND_SUCCESS" });
    expect(await bench.client.massStatus(9007199254740993n)).toBe("SEND_SUCCESS");
    expect(bench.wechat.callsTo("/cgi-bin/message/mass/get")[1]?.body).toBe('{"msg_id":"9007199254740993"}');
  });

  it("preview takes its turn among the mass calls", async () => {
    const path = "/cgi-bin/message/mass/preview";
    bench.wechat.replies(path, { errcode: 0, errmsg: "preview success", msg_id: 1 });
    await bench.client.massPreview({ openid: "o1" }, REQUEST.content);
    await bench.client.massPreview({ wechatName: "zhang" }, REQUEST.content);
    bench.limiterWait = 5_000;
    expect(await failure(bench.client.massPreview({ openid: "o1" }, REQUEST.content))).toMatchObject({
      kind: "quota-minute",
      errcode: null,
    });
    expect(bench.wechat.callsTo(path).map(({ body }) => JSON.parse(body))).toEqual([
      { touser: "o1", msgtype: "text", text: { content: "你好" } },
      { towxname: "zhang", msgtype: "text", text: { content: "你好" } },
    ]);
  });
});

describe("tokens", () => {
  it("are renewed once, and the call repeated, where WeChat refuses one", async () => {
    const expired = { errcode: 42001, errmsg: "access_token expired rid: 62bd10f4-7514f9d8-1d884148" };
    bench.wechat.on(SEND, ({ query }) => (query.get("access_token") === bench.wechat.tokens[1] ? { errcode: 0, msg_id: 7 } : expired));
    await bench.client.tags().catch(() => null);
    bench.wechat.expire();
    expect(await bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) })).toMatchObject({ msgId: 7n });
    expect(bench.wechat.callsTo(SEND)).toHaveLength(2);
    expect(bench.wechat.callsTo("/cgi-bin/stable_token")).toHaveLength(2);
  });

  it.each([
    [40001, 4],
    [40014, 2],
    [42001, 2],
  ])("are not renewed again and again while WeChat answers %i", async (errcode, calls) => {
    bench.wechat.replies(SEND, { errcode, errmsg: "x" });
    expect(await failure(bench.client.massSendByOpenids({ ...REQUEST, openids: openidList(OPENIDS) }))).toMatchObject({
      kind: "token",
      errcode,
    });
    expect(bench.wechat.callsTo(SEND)).toHaveLength(calls);
  });

  it("that cannot be got are the account's fault where the secret is wrong", async () => {
    bench.wechat.replies("/cgi-bin/stable_token", { errcode: 40125, errmsg: "invalid appsecret rid: 1-2-3" });
    expect(await failure(bench.client.tags())).toMatchObject({ kind: "refused", endpoint: "/cgi-bin/stable_token" });
    expect(bench.wechat.callsTo("/cgi-bin/stable_token")).toHaveLength(1);
  });

  it("and secrets are in no error, however it came about", async () => {
    const echo = ({ query, body }: { query: URLSearchParams; body: string }) => ({ errcode: 40003, errmsg: `bad: ${query} ${body}` });
    const errors: WeChatError[] = [];
    for (const reply of ["reset", "hang", "<html>", { status: 500, text: "x" }, { errcode: 40001, errmsg: "x" }]) {
      bench.wechat.replies("/cgi-bin/tags/create", reply);
      errors.push(await failure(bench.client.createTag("x")));
    }
    bench.wechat.on("/cgi-bin/tags/create", echo);
    errors.push(await failure(bench.client.createTag("x")));
    bench.wechat.on("/cgi-bin/stable_token", echo);
    const fresh = openClients(bench.wechat.url);
    errors.push(await failure((await fresh.forTenant(1)).tags()));
    bench.wechat.replies("/cgi-bin/stable_token", { errcode: 40066, errmsg: "invalid url" }).replies("/cgi-bin/token", "reset");
    errors.push(await failure((await fresh.forTenant(1)).tags()));
    await fresh.close();
    const shown = inspect(errors, { depth: 20, showHidden: true, getters: true });
    for (const secret of [SECRET, ...bench.wechat.tokens]) expect(shown).not.toContain(secret);
  });

  it("of unknown tenants do not exist", async () => {
    await expect(bench.clients.forTenant(2)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
