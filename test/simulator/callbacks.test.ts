import { createDecipheriv, createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { draft } from "./media-support.js";
import { AES_KEY, APP, type Bench, bench, CALLBACK_TOKEN, eventually, type Received, receiver, TEXT, xmlField } from "./support.js";

const send = (b: Bench, clientmsgid = "c", content: object = TEXT) =>
  b.post("message/mass/send", { ...content, touser: [b.openid(0), b.openid(1)], clientmsgid });
const sha1 = (...parts: string[]) => createHash("sha1").update(parts.sort().join("")).digest("hex");
const signatureOf = ({ query }: Received, ...more: string[]) =>
  sha1(CALLBACK_TOKEN, query.get("timestamp") ?? "", query.get("nonce") ?? "", ...more);

/** Written from WeChat's description, not from the simulator's code. */
function decrypt(encrypted: string): { xml: string; appId: string; padded: number } {
  const key = Buffer.from(`${AES_KEY}=`, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
  const body = plain.subarray(16, plain.length - (plain.at(-1) ?? 0));
  const length = body.readUInt32BE(0);
  return { xml: body.toString("utf8", 4, 4 + length), appId: body.toString("utf8", 4 + length), padded: plain.length % 32 };
}

describe("MASSSENDJOBFINISH", () => {
  it("is pushed as signed XML with msg_id, status, counts and empty article lists for text", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain, originalId: "gh_0123456789ab" }, firstMsgId: 9_007_199_254_740_993n });
    await send(b);
    await eventually(() => expect(received).toHaveLength(1));
    const [push] = received as [Received];
    expect(push.query.get("signature")).toBe(signatureOf(push));
    expect(push.query.get("openid")).toBe(b.openid(0));
    const field = (name: string) => xmlField(push.body, name);
    expect([field("ToUserName"), field("MsgType"), field("Event"), field("MsgID"), field("Status")]).toEqual([
      "gh_0123456789ab",
      "event",
      "MASSSENDJOBFINISH",
      "9007199254740993",
      "send success",
    ]);
    expect(["TotalCount", "FilterCount", "SentCount", "ErrorCount"].map(field)).toEqual(["2", "2", "2", "0"]);
    expect(push.body).toContain("<ArticleUrlResult><Count>0</Count>\n<ResultList></ResultList></ArticleUrlResult>");
  });

  it("names the article's address and copyright result for news", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    const { msg_id } = await send(b, "c", { msgtype: "mpnews", mpnews: { media_id: await draft(b) } });
    await eventually(() => expect(received).toHaveLength(1));
    const [{ body }] = received as [Received];
    expect(body).toMatch(/<ArticleUrlResult><Count>1<\/Count>\n<ResultList><item><ArticleIdx>1<\/ArticleIdx>/);
    expect(xmlField(body, "CheckState")).toBe("1");
    const url = xmlField(body, "ArticleUrl") ?? "";
    expect(url).toMatch(/^http:\/\/mp\.weixin\.qq\.com\/s\/[\w-]{22}$/);
    expect((await b.post("message/mass/delete", { url })).errcode).toBe(0);
    expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("DELETE");
  });

  it("in safe mode holds only ToUserName and Encrypt, signed, padded to 32, ending in the appid", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: safe } });
    await send(b);
    await eventually(() => expect(received).toHaveLength(1));
    const [push] = received as [Received];
    const encrypted = xmlField(push.body, "Encrypt") ?? "";
    expect(push.query.get("encrypt_type")).toBe("aes");
    expect(push.query.get("msg_signature")).toBe(signatureOf(push, encrypted));
    expect(push.body).not.toContain("MsgID");
    const { xml, appId, padded } = decrypt(encrypted);
    expect([xmlField(xml, "Event"), appId, padded]).toEqual(["MASSSENDJOBFINISH", APP.appId, 0]);
  });

  it("in compatible mode holds the plain fields and Encrypt", async () => {
    const { received, options } = await receiver();
    const b = await bench({ app: { callback: { ...options, mode: "compatible" } } });
    await send(b);
    await eventually(() => expect(received).toHaveLength(1));
    const [{ body }] = received as [Received];
    expect(xmlField(decrypt(xmlField(body, "Encrypt") ?? "").xml, "MsgID")).toBe(xmlField(body, "MsgID"));
  });

  it("an app without a key cannot have an encrypted mode", async () => {
    const { options } = await receiver();
    await expect(bench({ app: { callback: { ...options, encodingAesKey: null, mode: "safe" } } })).rejects.toThrow("encodingAesKey");
  });
});

describe("pushing", () => {
  it("takes an empty reply for success", async () => {
    const { received, plain } = await receiver(() => "");
    const b = await bench({ app: { callback: plain } });
    await send(b);
    await eventually(async () => expect((await b.control("GET state")).callbacks).toMatchObject({ acknowledged: 1 }));
    expect(received).toHaveLength(1);
  });

  it("tries three times in all when the reply is neither success nor empty, each freshly signed", async () => {
    const { received, plain } = await receiver(() => '{"ok":true}');
    const b = await bench({ app: { callback: plain } });
    await send(b);
    await eventually(async () => expect((await b.control("GET state")).callbacks).toMatchObject({ givenUp: 1 }));
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ query }) => query.get("signature"))).size).toBe(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it("waits 5 s between tries", async () => {
    const { received, plain } = await receiver((_call, index) => (index === 0 ? "no" : "success"));
    const b = await bench({ app: { callback: plain }, speedFactor: 1, callbackTime: "simulated" });
    await send(b);
    await b.sim.advanceClock(1000);
    await eventually(() => expect(received).toHaveLength(1));
    await eventually(async () => {
      await b.sim.advanceClock(1000);
      expect(received).toHaveLength(2);
    });
    const [first, second] = received.map(({ query }) => Number(query.get("timestamp"))) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(5);
  });

  it("gives up on a reply that takes too long, and tries again", async () => {
    const { received, plain } = await receiver((_call, index) => (index === 0 ? new Promise<string>(() => undefined) : "success"));
    const b = await bench({ app: { callback: plain }, callbackTimeoutMs: 50 });
    await send(b);
    await eventually(async () => expect((await b.control("GET state")).callbacks).toMatchObject({ acknowledged: 1 }));
    expect(received).toHaveLength(2);
  });

  it("announces who follows and who leaves, and the lists know", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    await b.control("POST events", { event: "unsubscribe", openid: b.openid(7) });
    await b.control("POST events", { event: "subscribe", follower: 200 });
    const seen = received.map(({ body }) => [xmlField(body, "Event"), xmlField(body, "FromUserName"), xmlField(body, "EventKey")]);
    expect(seen).toEqual([
      ["unsubscribe", b.openid(7), ""],
      ["subscribe", b.openid(200), ""],
    ]);
    expect((await b.get("user/info", { openid: b.openid(7) })).subscribe).toBe(0);
    expect((await b.get("user/info", { openid: b.openid(200) })).subscribe).toBe(1);
  });

  it("takes the tags from who leaves", async () => {
    const b = await bench({ app: { initialTags: [{ name: "t", members: [7] }] } });
    await b.control("POST events", { event: "unsubscribe", follower: 7 });
    await b.control("POST events", { event: "subscribe", follower: 7 });
    expect(await b.post("tags/getidlist", { openid: b.openid(7) })).toEqual({ tagid_list: [] });
  });
});

describe("callbacks ordered out of turn", () => {
  it("checks the address by GET with a signed echostr", async () => {
    const { received, plain } = await receiver(({ query }) => query.get("echostr") ?? "");
    const b = await bench({ app: { callback: plain } });
    expect(await b.control("POST callbacks", { kind: "check", echostr: "42" })).toEqual({ status: 200, body: "42" });
    const [check] = received as [Received];
    expect([check.method, check.query.get("signature")]).toEqual(["GET", signatureOf(check)]);
  });

  it("repeats a finished job's event with the same msg_id", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    const { msg_id } = await send(b);
    await eventually(() => expect(received).toHaveLength(1));
    await b.control("POST callbacks", { kind: "repeat", msgId: String(msg_id) });
    expect(received.map(({ body }) => xmlField(body, "MsgID"))).toEqual([String(msg_id), String(msg_id)]);
  });

  it("forges a signature, or the appid inside the ciphertext", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: safe } });
    await b.control("POST callbacks", { kind: "forged", event: "subscribe", follower: 1 });
    await b.control("POST callbacks", { kind: "forged", forgery: "appid", event: "subscribe", follower: 1 });
    const [signature, appId] = received as [Received, Received];
    const encrypted = (push: Received) => xmlField(push.body, "Encrypt") ?? "";
    expect(signature.query.get("msg_signature")).not.toBe(signatureOf(signature, encrypted(signature)));
    expect(appId.query.get("msg_signature")).toBe(signatureOf(appId, encrypted(appId)));
    expect(decrypt(encrypted(appId)).appId).not.toBe(APP.appId);
  });
});
