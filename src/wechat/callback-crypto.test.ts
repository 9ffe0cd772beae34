import { createCipheriv, createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallbackCrypto, CallbackCryptoError, type CallbackCryptoReason, callbackSignature, signatureMatches } from "./callback-crypto.js";

const APP_ID = "wx49f0ab532d5d035a";
const AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
const OTHER_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/** The recipe of WeChat's page, step by step, with whatever is to be wrong. */
function encryptByHand(parts: { message: string | Buffer; appId?: string; key?: string; length?: number; padding?: Buffer }): string {
  const { message, appId = APP_ID, key = AES_KEY } = parts;
  const secret = Buffer.from(`${key}=`, "base64");
  const text = Buffer.from(message);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(parts.length ?? text.length);
  const body = Buffer.concat([Buffer.from("0123456789abcdef"), size, text, Buffer.from(appId)]);
  const count = 32 - (body.length % 32);
  const cipher = createCipheriv("aes-256-cbc", secret, secret.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([body, parts.padding ?? Buffer.alloc(count, count)])), cipher.final()]).toString(
    "base64",
  );
}

function reasonOf(work: () => unknown): CallbackCryptoReason {
  try {
    work();
  } catch (error) {
    if (error instanceof CallbackCryptoError) return error.reason;
    throw error;
  }
  throw new Error("was no error");
}

describe("signatures", () => {
  it("sorts the parts by bytes and joins them", () => {
    const expected = createHash("sha1").update(["1411443780", "437374425", "token"].sort().join("")).digest("hex");
    expect(callbackSignature("token", "1411443780", "437374425")).toBe(expected);
  });

  it("agrees with a signature recorded from WeChat", () => {
    const encrypted = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==";
    expect(signatureMatches("dd6b9c95b495b3f7e2901bfbc76c664930ffdb96", "123456", "1411443780", "437374425", encrypted)).toBe(true);
    expect(signatureMatches("dd6b9c95b495b3f7e2901bfbc76c664930ffdb96", "123456", "1411443780", "437374424", encrypted)).toBe(false);
  });

  it.each(["", "dd6b", "z".repeat(40), `${"0".repeat(40)}0`])("refuses %j, which is no signature", (given) => {
    expect(signatureMatches(given, "token", "1", "2")).toBe(false);
  });
});

describe("CallbackCrypto", () => {
  const crypto = new CallbackCrypto(APP_ID, AES_KEY);

  it("reads a text that WeChat encrypted", () => {
    const recorded = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==";
    expect(crypto.decrypt(recorded)).toMatch(/^\d+$/);
  });

  it("reads what the recipe makes, for every length of padding", () => {
    for (let length = 0; length <= 64; length++) {
      const message = "x".repeat(length);
      expect(crypto.decrypt(encryptByHand({ message }))).toBe(message);
    }
  });

  it("reads back what it writes", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 200 }).filter((text) => !text.startsWith("\ufeff"));
    fc.assert(fc.property(anyText, (message) => crypto.decrypt(crypto.encrypt(message)) === message.toWellFormed()));
  });

  it("writes one message differently each time", () => {
    expect(crypto.encrypt("x")).not.toBe(crypto.encrypt("x"));
  });

  it("refuses a message meant for another appid", () => {
    expect(reasonOf(() => crypto.decrypt(encryptByHand({ message: "m", appId: "wx0000000000000000" })))).toBe("appid");
  });

  it("refuses a message under another key", () => {
    expect(["padding", "appid"]).toContain(reasonOf(() => crypto.decrypt(encryptByHand({ message: "m", key: OTHER_KEY }))));
  });

  it.each([
    ["zero", Buffer.alloc(9, 0)],
    ["more than a block", Buffer.alloc(9, 33)],
    ["uneven", Buffer.concat([Buffer.from([8]), Buffer.alloc(8, 9)])],
  ])("refuses padding that is %s", (_name, padding) => {
    // 16 + 4 + 17 + 18 = 55 bytes: nine are missing to two blocks.
    expect(reasonOf(() => crypto.decrypt(encryptByHand({ message: "x".repeat(17), padding })))).toBe("padding");
  });

  it("refuses a length beyond the text", () => {
    expect(reasonOf(() => crypto.decrypt(encryptByHand({ message: "m", length: 4_000_000_000 })))).toBe("padding");
  });

  it("refuses a message that is not UTF-8", () => {
    expect(reasonOf(() => crypto.decrypt(encryptByHand({ message: Buffer.from([0x3c, 0xff, 0x3e]) })))).toBe("text");
  });

  it("refuses a ciphertext of whole AES blocks that is no multiple of 32 bytes", () => {
    const whole = Buffer.from(encryptByHand({ message: "m" }), "base64");
    expect(reasonOf(() => crypto.decrypt(whole.subarray(0, -16).toString("base64")))).toBe("format");
  });

  it("refuses a truncated text", () => {
    const whole = Buffer.from(encryptByHand({ message: "a longer message than one block holds" }), "base64");
    expect(reasonOf(() => crypto.decrypt(whole.subarray(0, -32).toString("base64")))).toMatch(/padding|appid/);
    expect(reasonOf(() => crypto.decrypt(whole.subarray(0, -1).toString("base64")))).toBe("format");
    expect(reasonOf(() => crypto.decrypt(""))).toBe("format");
    expect(reasonOf(() => crypto.decrypt("not base64!"))).toBe("format");
  });

  it.each(["", AES_KEY.slice(1), `${AES_KEY}=`, `${AES_KEY.slice(1)}-`])("refuses %j as an EncodingAESKey", (key) => {
    expect(reasonOf(() => new CallbackCrypto(APP_ID, key))).toBe("key");
  });

  it("answers any forged text with its own error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
        expect(() => crypto.decrypt(Buffer.from(bytes).toString("base64"))).toThrow(CallbackCryptoError);
      }),
    );
  });
});
