import { describe, expect, it } from "vitest";
import { AT, EVENT, FINISHED, FINISHED_EVENT, SUCCESS, subscribe, useCallbackRig } from "./callback-rig.js";
import { encryptedRequest, signedUrl, xmlOf } from "./callback-server.js";

describe("setting the address up", () => {
  const rig = useCallbackRig();
  const get = (url: string) => rig().server.app.inject({ method: "GET", url });

  it("answers the bare echostr, as text that no browser takes for a page", async () => {
    const reply = await get(signedUrl({ query: { echostr: "<b>1</b>" } }));
    expect([reply.statusCode, reply.body]).toEqual([200, "<b>1</b>"]);
    expect(reply.headers).toMatchObject({ "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  });

  it.each([
    ["another token's signature", 403, () => signedUrl({ token: "other", query: { echostr: "1" } })],
    ["an old timestamp", 403, () => signedUrl({ agoMs: 11 * 60_000, query: { echostr: "1" } })],
    ["a timestamp far ahead", 403, () => signedUrl({ agoMs: -11 * 60_000, query: { echostr: "1" } })],
    ["no echostr", 400, () => signedUrl()],
    ["no signature", 400, () => "/wechat/callback/wx0123456789abcdef?timestamp=1&nonce=2&echostr=3"],
    ["a parameter twice", 400, () => `${signedUrl({ query: { echostr: "1" } })}&nonce=2`],
    ["an unknown account", 404, () => signedUrl({ query: { echostr: "1" } }).replace("wx0123456789abcdef", "wxffffffffffffffff")],
  ])("refuses %s with %i", async (_name, status, url) => {
    expect((await get(url())).statusCode).toBe(status);
  });
});

describe("an account in plain mode", () => {
  const rig = useCallbackRig({ encodingAesKey: null });

  it("has a finished mass send stored and given to its handler", async () => {
    expect(await rig().postPlain(FINISHED)).toEqual(SUCCESS);
    expect(rig().server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
    expect(await rig().stored()).toMatchObject([
      { event: "MASSSENDJOBFINISH", wechatMsgId: 9007199254740993n, openid: "o1", attempts: 1, error: null, processedAt: expect.any(Date) },
    ]);
  });

  it("acts once on what WeChat repeats, whatever the repetitions' signatures", async () => {
    for (let copy = 0; copy < 3; copy++) expect(await rig().postPlain(FINISHED)).toEqual(SUCCESS);
    const together = await Promise.all(Array.from({ length: 20 }, () => rig().postPlain(subscribe("o2"))));
    expect(together).toEqual(Array(20).fill(SUCCESS));
    expect(rig().server.handlers.events.map(([kind]) => kind)).toEqual(["massSendFinished", "subscribed"]);
    expect(await rig().stored()).toHaveLength(2);
  });

  it("tells of followers come and gone", async () => {
    await rig().postPlain(subscribe("o1"));
    await rig().postPlain(subscribe("o1", AT + 1, "unsubscribe"));
    const event = { tenantId: 1, openid: "o1", eventKey: null };
    expect(rig().server.handlers.events).toEqual([
      ["subscribed", { ...event, at: new Date(AT * 1_000) }],
      ["unsubscribed", { ...event, at: new Date((AT + 1) * 1_000) }],
    ]);
  });

  it("keeps messages and unknown events as they are, and is done with them", async () => {
    expect(await rig().postPlain(xmlOf({ ...EVENT, MsgType: "text", Content: "<!DOCTYPE 你好", MsgId: 24 }))).toEqual(SUCCESS);
    expect(await rig().postPlain(xmlOf({ ...EVENT, Event: "LOCATION", Latitude: "30.443105" }))).toEqual(SUCCESS);
    expect(await rig().stored()).toMatchObject([
      { event: "message:text", dedupeKey: "message:24", payload: { Content: "<!DOCTYPE 你好" }, processedAt: expect.any(Date) },
      { event: "LOCATION", payload: { Latitude: "30.443105" }, processedAt: expect.any(Date), attempts: 0 },
    ]);
    expect(rig().server.handlers.events).toEqual([]);
  });

  it("keeps a result that makes no sense, and says why nobody acted on it", async () => {
    await rig().postPlain(xmlOf({ ...EVENT, Event: "MASSSENDJOBFINISH", MsgID: "soon", Status: "send success" }));
    expect(await rig().stored()).toMatchObject([{ processedAt: expect.any(Date), error: expect.stringContaining("MsgID") }]);
    expect(rig().server.handlers.attempts).toBe(0);
  });

  it("takes JSON from accounts that chose it, and bodies of any type or none", async () => {
    const json = JSON.stringify({ ...EVENT, Event: "subscribe", EventKey: "" });
    expect(await rig().post({ url: signedUrl(), payload: json, headers: { "content-type": "application/json" } })).toEqual(SUCCESS);
    expect(
      await rig().post({ url: signedUrl(), payload: subscribe("o2"), headers: { "content-type": "application/octet-stream" } }),
    ).toEqual(SUCCESS);
    expect(await rig().post({ url: signedUrl(), payload: subscribe("o3"), headers: {} })).toEqual(SUCCESS);
    expect(rig().server.handlers.events.map(([, event]) => event)).toMatchObject([{ openid: "o1" }, { openid: "o2" }, { openid: "o3" }]);
  });

  it.each<[string, number, () => { url: string; payload: string }]>([
    ["a forged signature", 403, () => ({ url: signedUrl({ token: "other" }), payload: FINISHED })],
    ["a replayed request", 403, () => ({ url: signedUrl({ agoMs: 11 * 60_000 }), payload: FINISHED })],
    ["no signature", 400, () => ({ url: "/wechat/callback/wx0123456789abcdef", payload: FINISHED })],
    ["an unknown account", 404, () => ({ url: signedUrl().replace("wx0123456789abcdef", "wxffffffffffffffff"), payload: FINISHED })],
    ["an empty body", 400, () => ({ url: signedUrl(), payload: "" })],
    ["a body that is no message", 400, () => ({ url: signedUrl(), payload: "<xml><A>1</A></xml>" })],
    ["a DOCTYPE", 400, () => ({ url: signedUrl(), payload: `<!DOCTYPE xml [<!ENTITY a "b">]>${FINISHED}` })],
    ["a body nested too deep", 400, () => ({ url: signedUrl(), payload: `<xml>${"<a>".repeat(50)}${"</a>".repeat(50)}</xml>` })],
    ["a body over 256 kB", 413, () => ({ url: signedUrl(), payload: `<xml><A>${"x".repeat(256 * 1024)}</A></xml>` })],
    ["an encrypted body, for want of a key", 400, () => encryptedRequest(FINISHED)],
  ])("refuses %s with %i, and keeps nothing", async (_name, status, request) => {
    expect((await rig().post(request())).status).toBe(status);
    expect(await rig().stored()).toEqual([]);
    expect(rig().server.handlers.attempts).toBe(0);
  });
});

describe("an account with an EncodingAESKey", () => {
  const rig = useCallbackRig();

  it("has what was encrypted read", async () => {
    expect(await rig().post(encryptedRequest(FINISHED))).toEqual(SUCCESS);
    expect(rig().server.handlers.events).toEqual([["massSendFinished", FINISHED_EVENT]]);
  });

  it("in compatible mode believes what was encrypted, not the plain text beside it", async () => {
    const beside = "<FromUserName>forged</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>unsubscribe</Event>";
    expect(await rig().post(encryptedRequest(subscribe("o1"), { beside }))).toEqual(SUCCESS);
    expect(rig().server.handlers.events).toMatchObject([["subscribed", { openid: "o1" }]]);
    expect(JSON.stringify((await rig().stored())[0]?.payload)).not.toContain("forged");
  });

  it("takes encrypted JSON", async () => {
    const { url, payload } = encryptedRequest(JSON.stringify({ ...EVENT, Event: "subscribe" }));
    const encrypted = /CDATA\[(.*?)\]\]>/.exec(payload)?.[1];
    expect(await rig().post({ url, payload: JSON.stringify({ ToUserName: "gh_1", Encrypt: encrypted }) })).toEqual(SUCCESS);
    expect(rig().server.handlers.events).toHaveLength(1);
  });

  it.each<[string, number, () => { url: string; payload: string }]>([
    ["a plain body, though rightly signed", 400, () => ({ url: signedUrl(), payload: FINISHED })],
    ["another token's signatures", 403, () => encryptedRequest(FINISHED, { token: "other" })],
    ["a body meant for another appid", 400, () => encryptedRequest(FINISHED, { appId: "wxffffffffffffffff" })],
    ["no msg_signature", 400, () => ({ ...encryptedRequest(FINISHED), url: signedUrl() })],
    ["a body that was exchanged", 403, () => ({ ...encryptedRequest(FINISHED), url: encryptedRequest(subscribe("o1")).url })],
    ["nonsense in Encrypt", 400, () => ({ url: signedUrl({ encrypted: "AAAA" }), payload: xmlOf({ Encrypt: "AAAA" }) })],
    ["an encrypted DOCTYPE", 400, () => encryptedRequest(`<!DOCTYPE xml>${FINISHED}`)],
  ])("refuses %s with %i, and keeps nothing", async (_name, status, request) => {
    expect((await rig().post(request())).status).toBe(status);
    expect(await rig().stored()).toEqual([]);
    expect(rig().server.handlers.attempts).toBe(0);
  });
});
