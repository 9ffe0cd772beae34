import { createCipheriv, createHash, randomBytes } from "node:crypto";

const BLOCK_BYTES = 32;

/** Hex SHA-1 of the parts in byte order, joined: WeChat's `signature` (token, timestamp, nonce) and `msg_signature` (… and Encrypt). */
export function sign(...parts: string[]): string {
  const sorted = parts.map((part) => Buffer.from(part)).sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(sorted)).digest("hex");
}

/**
 * AES-256-CBC as WeChat encrypts callbacks: 16 random bytes, length of the message, message, appid, padded to a multiple of
 * 32 (not 16). Returns base64.
 */
export function encrypt(encodingAesKey: string, appId: string, message: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const body = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(appId)]);
  const pad = BLOCK_BYTES - (plain.length % BLOCK_BYTES);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString("base64");
}
