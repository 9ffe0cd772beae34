import { createDecipheriv, createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/index.js";
import { readJson } from "../../src/simulator/json.js";
import { AES_KEY, APP, type Bench, bench, benchOn, CALLBACK_TOKEN, type Json, type Received, receiver, xmlField } from "./support.js";

const OTHER_KEY = AES_KEY.toUpperCase();
const leave = (b: Bench, follower: number) => b.control("POST events", { event: "unsubscribe", follower });
const settings = (b: Bench, changes: object) => b.control("POST callback-settings", changes);
const signedBy = ({ query }: Received, token: string) => {
  const parts = [token, query.get("timestamp") ?? "", query.get("nonce") ?? ""].sort();
  return createHash("sha1").update(parts.join("")).digest("hex") === query.get("signature");
};

/** Null when it was encrypted by another key. Written from WeChat's description, not from the simulator's code. */
function opened(encrypted: string, encodingAesKey: string): string | null {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypted, "base64"), decipher.final()]);
  if (!plain.includes(APP.appId)) return null;
  return plain.toString("utf8", 20, 20 + plain.readUInt32BE(16));
}

describe("callback settings, changed while running", () => {
  it("hold for the next event at once, and are told without secrets", async () => {
    const [one, other] = [await receiver(), await receiver()];
    const b = await bench({ app: { callback: one.plain } });
    await leave(b, 1);
    const changed = await settings(b, { url: other.plain.url, mode: "safe", token: "another-token", encodingAesKey: OTHER_KEY });
    expect(changed).toEqual({ url: other.plain.url, mode: "safe", format: "xml", hasKey: true, formerSecretsFor: 0 });
    await leave(b, 2);
    const [push] = other.received as [Received];
    expect([one.received.length, signedBy(push, "another-token")]).toEqual([1, true]);
    expect(opened(xmlField(push.body, "Encrypt") ?? "", OTHER_KEY)).toContain("unsubscribe");
    expect(JSON.stringify(await b.control("GET callback-settings"))).not.toContain(OTHER_KEY);
  });

  it("change the secrets gradually: so many more events by the former ones", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: safe } });
    await settings(b, { token: "another-token", encodingAesKey: OTHER_KEY, formerSecretsFor: 2 });
    for (const n of [1, 2, 3]) await leave(b, n);
    expect(received.map((push) => signedBy(push, CALLBACK_TOKEN))).toEqual([true, true, false]);
    const keys = received.map(({ body }) => xmlField(body, "Encrypt") ?? "");
    expect(keys.map((encrypted) => opened(encrypted, AES_KEY) !== null)).toEqual([true, true, false]);
    expect(await b.control("GET callback-settings")).toMatchObject({ formerSecretsFor: 0 });
  });

  it("survive a restart", async () => {
    const stateDir = mkdtempSync(join(tmpdir(), "simulator-settings-"));
    onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
    const { received, plain } = await receiver();
    const before = await bench({ stateDir });
    await settings(before, { url: plain.url, token: CALLBACK_TOKEN });
    await before.sim.close();
    const sim = await startSimulator({ apps: [APP], stateDir });
    onTestFinished(() => sim.close());
    await leave(await benchOn(sim), 1);
    expect(received).toHaveLength(1);
  });

  it.each([
    [{ mode: "safe" }, "needs an encodingAesKey"],
    [{ encodingAesKey: "short" }, "43 characters"],
    [{ url: "ftp://example.com/" }, "url"],
    [{ token: "a b" }, "token"],
    [{ appId: "wx-nobody" }, "wx-nobody"],
  ])("%o is refused: %s", async (changes, problem) => {
    const { plain } = await receiver();
    const b = await bench({ app: { callback: { ...plain, encodingAesKey: null } } });
    expect((await settings(b, changes)).error).toContain(problem);
  });

  it("an app that has no address gets one", async () => {
    const b = await bench();
    expect((await settings(b, { mode: "plain" })).error).toContain("url and token");
    expect(await b.control("GET callback-settings")).toEqual({ url: null });
  });
});

describe("an account that chose JSON", () => {
  it("gets JSON, with numbers as numbers and lists as arrays", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: { ...plain, format: "json" } } });
    await b.control("POST events", { event: "MASSSENDJOBFINISH", msgId: "9007199254740993", articles: 2 });
    const body = readJson(received[0]?.body ?? "") as Json;
    expect(body).toMatchObject({ MsgType: "event", Event: "MASSSENDJOBFINISH", MsgID: 9007199254740993n, TotalCount: 0 });
    expect(body.ArticleUrlResult).toMatchObject({ Count: 2, ResultList: [{ ArticleIdx: 1 }, { ArticleIdx: 2 }] });
    await b.control("POST events", { event: "LOCATION", latitude: 1.5, longitude: -2, follower: 1 });
    expect(JSON.parse(received[1]?.body ?? "")).toMatchObject({ Latitude: 1.5, Longitude: -2 });
  });

  it("in safe mode gets ToUserName and Encrypt, and JSON within", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: { ...safe, format: "json" } } });
    await leave(b, 1);
    const body = JSON.parse(received[0]?.body ?? "") as Json;
    expect(Object.keys(body)).toEqual(["ToUserName", "Encrypt"]);
    expect(JSON.parse(opened(String(body.Encrypt), AES_KEY) ?? "")).toMatchObject({ Event: "unsubscribe", FromUserName: b.openid(1) });
  });
});
