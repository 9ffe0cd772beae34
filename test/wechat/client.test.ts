import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  HttpWeChatClients,
  type LockedTokenStore,
  type MassContent,
  type StoredToken,
  type WeChatClient,
  WeChatError,
} from "../../src/wechat/index.js";
import { FakeWeChat } from "./fake-wechat.js";

const SECRET = "app-secret-that-nobody-may-see";
const SEND = "/cgi-bin/message/mass/send";
const SEND_ALL = "/cgi-bin/message/mass/sendall";
const TAGS = "/cgi-bin/tags/get";
const TAG = "/cgi-bin/tags/members/batchtagging";
const REQUEST = { content: { kind: "TEXT", text: "你好" } as MassContent, clientMsgId: "tc-abc-0", sendIgnoreReprint: false };
const OPENIDS = ["o1", "o2"];
const LOST_TOKEN = { errcode: 40001, errmsg: "invalid credential, access_token is invalid or not latest rid: 62bd10f4-7514f9d8-1d884148" };

let wechat: FakeWeChat;
let clients: HttpWeChatClients;
let client: WeChatClient;
let limiterWait: number;

beforeEach(async () => {
  wechat = await new FakeWeChat().start();
  limiterWait = 0;
  clients = open(wechat.url);
  client = await clients.forTenant(1);
});

afterEach(async () => {
  await wechat.close();
  await clients.close();
});

function open(baseUrl: string): HttpWeChatClients {
  let stored: StoredToken | null = null;
  const locked: LockedTokenStore = {
    load: async () => stored,
    saveIfNewer: async (token) => {
      stored = token;
      return true;
    },
  };
  return new HttpWeChatClients({
    http: { baseUrl, connectTimeoutMs: 500, headersTimeoutMs: 300, bodyTimeoutMs: 300 },
    accounts: { byTenantId: async (id) => (id === 1 ? { appId: "wx1", appSecret: SECRET } : null) },
    tokens: { load: locked.load, withRefreshLock: (_tenantId, work) => work(locked) },
    limiter: { tryTake: async () => limiterWait },
    log: { info: () => undefined, warn: () => undefined },
    retryDelaysMs: [1, 1],
  });
}

async function failure(work: Promise<unknown>): Promise<WeChatError> {
  const error = await work.then(
    () => new Error("succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof WeChatError) return error;
  throw error;
}

describe("mass sends", () => {
  it("submit a batch by openids with its clientmsgid, in raw UTF-8, and keep all digits of msg_id", async () => {
    wechat.replies(SEND, '{"errcode":0,"errmsg":"send job submission success","msg_id":9223372036854775807,"msg_data_id":206227730}');
    expect(await client.massSendByOpenids({ ...REQUEST, openids: OPENIDS })).toEqual({
      msgId: 9223372036854775807n,
      msgDataId: 206227730n,
    });
    const [call] = wechat.callsTo(SEND);
    expect(call?.body).toBe('{"touser":["o1","o2"],"msgtype":"text","text":{"content":"你好"},"clientmsgid":"tc-abc-0"}');
    expect(call?.query.get("access_token")).toBe(wechat.tokens[0]);
    expect(call?.contentType).toBe("application/json; charset=utf-8");
  });

  it("submit to everyone and by tag", async () => {
    wechat.replies(SEND_ALL, { errcode: 0, errmsg: "ok", msg_id: 34182 });
    expect(await client.massSendToAll(REQUEST)).toEqual({ msgId: 34182n, msgDataId: null });
    await client.massSendByTag({ ...REQUEST, wechatTagId: 134 });
    expect(wechat.callsTo(SEND_ALL).map(({ body }) => JSON.parse(body).filter)).toEqual([
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
    wechat.replies(SEND_ALL, { errcode: 0, errmsg: "ok", msg_id: 1 });
    await client.massSendToAll({ ...REQUEST, content });
    expect(JSON.parse(wechat.callsTo(SEND_ALL)[0]?.body ?? "")).toEqual({
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
    wechat.replies(SEND, reply);
    expect(await failure(client.massSendByOpenids({ ...REQUEST, openids: OPENIDS }))).toMatchObject({ kind: "unclear", endpoint: SEND });
    expect(wechat.callsTo(SEND)).toHaveLength(1);
  });

  it("are unclear where nobody listens", async () => {
    wechat.replies(SEND, { errcode: 0, msg_id: 1 });
    await client.massSendByOpenids({ ...REQUEST, openids: OPENIDS });
    await wechat.close();
    expect(await failure(client.massSendByOpenids({ ...REQUEST, openids: OPENIDS }))).toMatchObject({ kind: "unclear", errcode: null });
  });

  it("tell which send 45065 found", async () => {
    wechat.replies(SEND, '{"errcode":45065,"errmsg":"clientmsgid exist","msg_id":9007199254740993}');
    const error = await failure(client.massSendByOpenids({ ...REQUEST, openids: OPENIDS }));
    expect(error).toMatchObject({ kind: "duplicate", details: { msgId: 9007199254740993n } });
  });

  it("ask for a status until the answer is clear", async () => {
    wechat.replies("/cgi-bin/message/mass/get", "reset", { msg_id: 1, msg_status: "SEND_SUCCESS" });
    expect(await client.massStatus(9007199254740993n)).toBe("SEND_SUCCESS");
    expect(wechat.callsTo("/cgi-bin/message/mass/get")[1]?.body).toBe('{"msg_id":"9007199254740993"}');
  });

  it("preview takes its turn among the mass calls", async () => {
    const path = "/cgi-bin/message/mass/preview";
    wechat.replies(path, { errcode: 0, errmsg: "preview success", msg_id: 1 });
    await client.massPreview({ openid: "o1" }, REQUEST.content);
    await client.massPreview({ wechatName: "zhang" }, REQUEST.content);
    limiterWait = 5_000;
    expect(await failure(client.massPreview({ openid: "o1" }, REQUEST.content))).toMatchObject({ kind: "quota-minute", errcode: null });
    expect(wechat.callsTo(path).map(({ body }) => JSON.parse(body))).toEqual([
      { touser: "o1", msgtype: "text", text: { content: "你好" } },
      { towxname: "zhang", msgtype: "text", text: { content: "你好" } },
    ]);
  });
});

describe("tokens", () => {
  it("are renewed once, and the call repeated, where WeChat refuses one", async () => {
    wechat.on(SEND, ({ query }) => (query.get("access_token") === wechat.tokens[1] ? { errcode: 0, msg_id: 7 } : LOST_TOKEN));
    await client.tags().catch(() => null);
    wechat.expire();
    expect(await client.massSendByOpenids({ ...REQUEST, openids: OPENIDS })).toMatchObject({ msgId: 7n });
    expect(wechat.callsTo(SEND)).toHaveLength(2);
    expect(wechat.callsTo("/cgi-bin/stable_token")).toHaveLength(2);
  });

  it.each([40001, 40014, 42001])("are not renewed again and again while WeChat answers %i", async (errcode) => {
    wechat.replies(SEND, { errcode, errmsg: "x" });
    expect(await failure(client.massSendByOpenids({ ...REQUEST, openids: OPENIDS }))).toMatchObject({ kind: "token", errcode });
    expect(wechat.callsTo(SEND)).toHaveLength(2);
  });

  it("that cannot be got are the account's fault where the secret is wrong", async () => {
    wechat.replies("/cgi-bin/stable_token", { errcode: 40125, errmsg: "invalid appsecret rid: 1-2-3" });
    expect(await failure(client.tags())).toMatchObject({ kind: "account", endpoint: "/cgi-bin/stable_token" });
    expect(wechat.callsTo("/cgi-bin/stable_token")).toHaveLength(1);
  });

  it("and secrets are in no error, however it came about", async () => {
    const echo = ({ query, body }: { query: URLSearchParams; body: string }) => ({ errcode: 40003, errmsg: `bad: ${query} ${body}` });
    const errors: WeChatError[] = [];
    for (const reply of ["reset", "hang", "<html>", { status: 500, text: "x" }, { errcode: 40001, errmsg: "x" }]) {
      wechat.replies("/cgi-bin/tags/create", reply);
      errors.push(await failure(client.createTag("x")));
    }
    wechat.on("/cgi-bin/tags/create", echo);
    errors.push(await failure(client.createTag("x")));
    wechat.on("/cgi-bin/stable_token", echo);
    const fresh = open(wechat.url);
    errors.push(await failure((await fresh.forTenant(1)).tags()));
    wechat.replies("/cgi-bin/stable_token", { errcode: 40066, errmsg: "invalid url" }).replies("/cgi-bin/token", "reset");
    errors.push(await failure((await fresh.forTenant(1)).tags()));
    await fresh.close();
    const shown = inspect(errors, { depth: 20, showHidden: true, getters: true });
    for (const secret of [SECRET, ...wechat.tokens]) expect(shown).not.toContain(secret);
  });

  it("of unknown tenants do not exist", async () => {
    await expect(clients.forTenant(2)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("followers and tags", () => {
  it("pages of followers end with an empty one", async () => {
    const path = "/cgi-bin/user/get";
    wechat.replies(
      path,
      { total: 2, count: 2, data: { openid: ["o1", "o2"] }, next_openid: "o2" },
      { total: 2, count: 0, next_openid: "" },
    );
    expect(await client.followers("")).toEqual({ total: 2, openids: ["o1", "o2"], nextOpenid: "o2" });
    expect(await client.followers("o2")).toEqual({ total: 2, openids: [], nextOpenid: "" });
    expect(wechat.callsTo(path).map(({ query, method }) => [method, query.get("next_openid")])).toEqual([
      ["GET", null],
      ["GET", "o2"],
    ]);
  });

  it("an empty blacklist is no fault", async () => {
    wechat.replies("/cgi-bin/tags/members/getblacklist", { total: 0, count: 0 });
    expect(await client.blacklist("")).toEqual({ total: 0, openids: [], nextOpenid: "" });
  });

  it("profiles know what WeChat still tells", async () => {
    const known = {
      subscribe: 1,
      openid: "o1",
      nickname: "",
      sex: 0,
      headimgurl: "",
      subscribe_time: 1382694957,
      unionid: "u1",
      remark: "",
      tagid_list: [128, 2],
    };
    wechat.replies("/cgi-bin/user/info/batchget", { user_info_list: [known, { subscribe: 0, openid: "o2" }] });
    expect(await client.profiles(["o1", "o2"])).toEqual([
      {
        openid: "o1",
        subscribed: true,
        unionid: "u1",
        nickname: null,
        sex: "UNKNOWN",
        headImageUrl: null,
        subscribedAt: new Date("2013-10-25T09:55:57Z"),
        remark: null,
        wechatTagIds: [128, 2],
      },
      {
        openid: "o2",
        subscribed: false,
        unionid: null,
        nickname: null,
        sex: "UNKNOWN",
        headImageUrl: null,
        subscribedAt: null,
        remark: null,
        wechatTagIds: [],
      },
    ]);
  });

  it("reads are tried three times, then the fault is shown", async () => {
    wechat.replies(TAGS, "reset", { errcode: -1, errmsg: "system error" }, { tags: [{ id: 2, name: "星标组", count: 0 }] });
    expect(await client.tags()).toEqual([{ id: 2, name: "星标组", count: 0 }]);
    wechat.replies(TAGS, { errcode: -1, errmsg: "system error" });
    expect(await failure(client.tags())).toMatchObject({ kind: "unclear", errcode: -1 });
    expect(wechat.callsTo(TAGS)).toHaveLength(6);
  });

  it("reads are not repeated after a refusal", async () => {
    wechat.replies(TAGS, { errcode: 45009, errmsg: "reach max api daily quota limit" });
    expect(await failure(client.tags())).toMatchObject({ kind: "quota-day" });
    expect(wechat.callsTo(TAGS)).toHaveLength(1);
  });

  it("tagging outlives a passing 45159, which tag creation never waits for", async () => {
    wechat.replies(TAG, { errcode: 45159, errmsg: "invalid tag id" }, { errcode: 0, errmsg: "ok" });
    await client.tagOpenids(134, OPENIDS);
    expect(wechat.callsTo(TAG).map(({ body }) => body)).toEqual(Array(2).fill('{"openid_list":["o1","o2"],"tagid":134}'));
    wechat.replies("/cgi-bin/tags/create", { errcode: -1, errmsg: "system error" });
    expect(await failure(client.createTag("广东"))).toMatchObject({ kind: "unclear" });
    expect(wechat.callsTo("/cgi-bin/tags/create")).toHaveLength(1);
  });

  it("tags are created, renamed, deleted and taken off", async () => {
    wechat.replies("/cgi-bin/tags/create", { tag: { id: 134, name: "广东" } });
    for (const path of ["update", "delete", "members/batchuntagging"])
      wechat.replies(`/cgi-bin/tags/${path}`, { errcode: 0, errmsg: "ok" });
    expect(await client.createTag("广东")).toEqual({ id: 134, name: "广东" });
    await client.renameTag(134, "广东人");
    await client.untagOpenids(134, OPENIDS);
    await client.deleteTag(134);
    expect(wechat.calls.slice(-3).map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ["/cgi-bin/tags/update", { tag: { id: 134, name: "广东人" } }],
      ["/cgi-bin/tags/members/batchuntagging", { openid_list: OPENIDS, tagid: 134 }],
      ["/cgi-bin/tags/delete", { tag: { id: 134 } }],
    ]);
  });

  it("a server below a path is found", async () => {
    wechat.on("/wechat/cgi-bin/stable_token", () => wechat.issue(false)).replies("/wechat/cgi-bin/tags/get", { tags: [] });
    const below = open(`${wechat.url}/wechat/`);
    expect(await (await below.forTenant(1)).tags()).toEqual([]);
    await below.close();
  });
});
