import { createCipheriv, randomBytes } from "node:crypto";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AT, FINISHED, subscribe, useCallbackRig } from "./callback-rig.js";
import { ACCOUNT, encryptedRequest, signedUrl } from "./callback-server.js";

const OPENID = "o-very-personal";
const SECRETS = new RegExp([OPENID, ACCOUNT.callbackToken, ACCOUNT.encodingAesKey, "secret-content"].join("|"));
const rig = useCallbackRig();
let address: string;

beforeEach(async () => {
  await rig().server.app.listen({ port: 0, host: "127.0.0.1" });
  address = `http://127.0.0.1:${(rig().server.app.server.address() as AddressInfo).port}`;
});

/** Whatever was refused, nothing came of it, and the log tells nobody's secrets. */
afterEach(async () => {
  expect(await rig().stored()).toEqual([]);
  expect(rig().server.handlers.attempts).toBe(0);
  expect(rig().server.handlers.people).toEqual([]);
  expect(rig().server.log.lines.join("\n")).not.toMatch(SECRETS);
});

async function post({ url, payload }: { url: string; payload: string | Uint8Array<ArrayBuffer> }, headers: Record<string, string> = {}) {
  const reply = await fetch(address + url, { method: "POST", body: payload, headers: { "content-type": "text/xml", ...headers } });
  return { status: reply.status, body: await reply.text() };
}

/** Right signatures around a ciphertext of one's own making. */
function signed(encrypted: string): { url: string; payload: string } {
  return { url: signedUrl({ encrypted }), payload: `<xml><Encrypt>${encrypted}</Encrypt></xml>` };
}

/** AES over bytes as they are: padding, length and appid are the caller's business. */
function sealed(plain: Buffer): { url: string; payload: string } {
  const key = Buffer.from(`${ACCOUNT.encodingAesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return signed(Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64"));
}

/** Bytes of a message as WeChat lays them out, before the padding; `missing` bytes to whole blocks of 32. */
function laidOut(length?: number): { bytes: Buffer; missing: number } {
  const text = Buffer.from(subscribe(OPENID));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length ?? text.length);
  const bytes = Buffer.concat([randomBytes(16), size, text, Buffer.from(ACCOUNT.appId ?? "")]);
  return { bytes, missing: 32 - (bytes.length % 32) };
}

function padded(count: number, byte: number, length?: number): { url: string; payload: string } {
  return sealed(Buffer.concat([laidOut(length).bytes, Buffer.alloc(count, byte)]));
}

const whole = laidOut().missing;
const xml = (inner: string) => `<xml><ToUserName>gh_1</ToUserName><FromUserName>${OPENID}</FromUserName>${inner}</xml>`;
const levels = (count: number) => xml("<a>".repeat(count) + "</a>".repeat(count));
const LAUGHS = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n || ""};`.repeat(10)}">`).join("")}]>`;
const without = (name: string) => subscribe(OPENID).replace(new RegExp(`<${name}>.*?</${name}>`), "");

describe("bodies refused with 400 inside and outside of the encryption", () => {
  const bodies: [name: string, body: string][] = [
    ["a DTD", `<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd">${subscribe(OPENID)}`],
    ["a billion laughs", LAUGHS + xml("<Content>&lol9;</Content>")],
    ["an external entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml("<Content>&e;</Content>")}`],
    ["1,000 levels", levels(1_000)],
    ["1,000 levels of JSON", `${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}`],
    ["garbage that begins like XML", "<xml><<<"],
    ["garbage that begins like JSON", '{"ToUserName":'],
    ["words", "hello"],
    ["nothing", ""],
    ["NUL in XML", xml("<Content>a\0b</Content>")],
    ["NUL in JSON", `{"FromUserName":"${OPENID}","Content":"a\\u0000b"}`],
    ["no FromUserName", without("FromUserName")],
    ["no ToUserName", without("ToUserName")],
    ["no CreateTime", without("CreateTime")],
    ["no MsgType", without("MsgType")],
    ["a CreateTime that is no time", subscribe(OPENID).replace(String(AT), "soon")],
    ["a CreateTime beyond all times", subscribe(OPENID).replace(String(AT), "99999999999")],
    ["a negative CreateTime", subscribe(OPENID).replace(String(AT), "-1")],
    ["two FromUserNames", subscribe(OPENID).replace("</xml>", "<FromUserName>other</FromUserName></xml>")],
  ];

  it.each(bodies)("%s, encrypted", async (_name, body) => {
    expect((await post(encryptedRequest(body))).status).toBe(400);
  });

  it.each(bodies)("%s, plain", async (_name, body) => {
    rig().server.account.encodingAesKey = null;
    expect((await post({ url: signedUrl(), payload: body })).status).toBe(400);
  });
});

describe("refused, each with its reason in the log", () => {
  const bytes = (...values: number[]) => Buffer.concat([Buffer.from("<xml><A>"), Buffer.from(values), Buffer.from("</A></xml>")]);
  const base64 = (length: number) => randomBytes(length).toString("base64");

  it.each<[string, number, string, () => { url: string; payload: string | Uint8Array<ArrayBuffer> }]>([
    ["a wrong signature", 403, "wrong signature", () => encryptedRequest(FINISHED, { token: "other" })],
    ["a wrong msg_signature", 403, "wrong msg_signature", () => ({ ...encryptedRequest(FINISHED), url: signedUrl({ encrypted: "x" }) })],
    ["no msg_signature", 400, "msg_signature", () => ({ ...encryptedRequest(FINISHED), url: signedUrl() })],
    ["a plain body", 400, "not encrypted", () => ({ url: signedUrl(), payload: subscribe(OPENID) })],
    ["another appid inside", 400, "another appid", () => encryptedRequest(FINISHED, { appId: "wxffffffffffffffff" })],
    ["an appid that only begins like ours", 400, "another appid", () => encryptedRequest(FINISHED, { appId: `${ACCOUNT.appId}0` })],
    ["a stale timestamp", 403, "timestamp", () => ({ url: signedUrl({ agoMs: 11 * 60_000 }), payload: FINISHED })],
    ["a timestamp ahead", 403, "timestamp", () => ({ url: signedUrl({ agoMs: -11 * 60_000 }), payload: FINISHED })],
    ["a nonce twice", 400, "nonce", () => ({ url: `${signedUrl()}&nonce=2`, payload: FINISHED })],
    ["a signature twice", 400, "signature", () => ({ url: `${signedUrl()}&signature=${"0".repeat(40)}`, payload: FINISHED })],
    ["an endless nonce", 400, "nonce", () => ({ url: signedUrl().replace(/nonce=\d+/, `nonce=${"1".repeat(300)}`), payload: FINISHED })],
    ["padding of 0", 400, "padding", () => padded(whole, 0)],
    ["padding of 33", 400, "padding", () => padded(whole, 33)],
    ["truncated padding", 400, "padding", () => padded(whole, whole + 1)],
    ["uneven padding", 400, "padding", () => sealed(Buffer.concat([laidOut().bytes, Buffer.alloc(whole - 1, 7), Buffer.of(whole)]))],
    ["a length beyond the text", 400, "shorter than it says", () => padded(whole, whole, 4_000_000_000)],
    ["a length that reaches into the appid", 400, "another appid", () => padded(whole, whole, Buffer.byteLength(subscribe(OPENID)) + 1)],
    ["a ciphertext no multiple of 16", 400, "whole blocks", () => signed(base64(65))],
    ["a ciphertext no multiple of 32", 400, "whole blocks", () => signed(base64(48))],
    ["a ciphertext that is no base64", 400, "base64", () => signed("%%%%")],
    ["an empty ciphertext", 400, "not encrypted|base64|missing", () => signed("")],
    ["random blocks", 400, "padding|shorter|appid|short", () => signed(base64(64))],
    ["a list for Encrypt", 400, "not a text", () => ({ url: signedUrl(), payload: "<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>" })],
    ["bytes that are no UTF-8", 400, "not UTF-8", () => ({ url: signedUrl(), payload: Uint8Array.from(bytes(0xc3, 0x28)) })],
    ["half a surrogate pair as bytes", 400, "not UTF-8", () => ({ url: signedUrl(), payload: Uint8Array.from(bytes(0xed, 0xa0, 0x80)) })],
    [
      "an unknown account",
      404,
      "no such account",
      () => ({ url: signedUrl().replace(ACCOUNT.appId ?? "", "wxunknown00000000"), payload: FINISHED }),
    ],
    ["an appid with NUL", 404, "no such account", () => ({ url: signedUrl().replace(ACCOUNT.appId ?? "", "wx%00"), payload: FINISHED })],
  ])("%s with %i", async (_name, status, reason, make) => {
    expect((await post(make())).status).toBe(status);
    expect(rig().server.log.lines.join()).toMatch(new RegExp(`refused a callback.*(${reason})`));
  });

  it("what went wrong in the decryption is not told to the sender", async () => {
    const answers = [
      await post(padded(whole, 0)),
      await post(encryptedRequest(FINISHED, { appId: "wxother" })),
      await post(signed(base64(48))),
    ];
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(["the body cannot be decrypted"]));
  });

  it("a body of 10 MB, without reading it", async () => {
    expect((await post({ url: signedUrl(), payload: "x".repeat(10 * 2 ** 20) }).catch(() => ({ status: 413 }))).status).toBe(413);
    expect(rig().server.log.lines.join()).toContain("FST_ERR_CTP_BODY_TOO_LARGE");
  });

  it("an endless body in chunks, at 256 kB", async () => {
    const sent = await new Promise<{ status: number; bytes: number }>((resolve, reject) => {
      let bytes = 0;
      const chunk = Buffer.alloc(16_384, 0x20);
      const upload = request(address + signedUrl(), { method: "POST" }, ({ statusCode = 0 }) => {
        resolve({ status: statusCode, bytes });
        upload.destroy();
      });
      // The server hangs up in the middle of it.
      upload.on("error", (error) => (upload.destroyed ? undefined : reject(error)));
      const more = () => {
        if (upload.destroyed || bytes > 10 * 2 ** 20) return;
        bytes += chunk.length;
        upload.write(chunk, () => setImmediate(more));
      };
      more();
    });
    expect(sent.status).toBe(413);
    expect(sent.bytes).toBeLessThan(10 * 2 ** 20);
  });

  it.each(["PUT", "PATCH", "DELETE", "OPTIONS"])("the verb %s with 405", async (method) => {
    const reply = await fetch(address + signedUrl(), { method });
    expect([reply.status, reply.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });

  it("a compressed body, which WeChat never sends", async () => {
    const { url } = encryptedRequest(subscribe(OPENID));
    expect((await post({ url, payload: randomBytes(100).toString("latin1") }, { "content-encoding": "gzip" })).status).toBe(400);
  });
});
