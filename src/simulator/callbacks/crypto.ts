import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const BLOCK_BYTES = 32;
const HEAD_BYTES = 20;

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
  const { key, iv } = keyOf(encodingAesKey);
  const body = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(appId)]);
  const pad = BLOCK_BYTES - (plain.length % BLOCK_BYTES);
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString("base64");
}

/** The inverse: message and appid, or null for what was not made so. */
export function decrypt(encodingAesKey: string, encrypted: string): { message: string; appId: string } | null {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null;
  const { key, iv } = keyOf(encodingAesKey);
  const decipher = createDecipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  const plain = padded.subarray(0, padded.length - pad);
  if (pad < 1 || pad > BLOCK_BYTES || plain.length < HEAD_BYTES) return null;
  const end = HEAD_BYTES + plain.readUInt32BE(HEAD_BYTES - 4);
  if (end > plain.length) return null;
  return { message: plain.toString("utf8", HEAD_BYTES, end), appId: plain.toString("utf8", end) };
}

function keyOf(encodingAesKey: string): { key: Buffer; iv: Buffer } {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  return { key, iv: key.subarray(0, 16) };
}
