import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";

/** PKCS#7 to this many bytes, not to AES's 16. */
const BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const AES_KEY = /^[A-Za-z0-9+/]{43}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const SHA1_HEX = /^[0-9a-f]{40}$/i;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * - `key`: the EncodingAESKey is not one. - `format`: no base64, or of an impossible length.
 * - `padding`: another key, or altered. - `appid`: meant for another account. - `text`: no UTF-8.
 */
export type CallbackCryptoReason = "key" | "format" | "padding" | "appid" | "text";

/** A callback's body that could not be decrypted. */
export class CallbackCryptoError extends Error {
  override readonly name = "CallbackCryptoError";

  constructor(
    readonly reason: CallbackCryptoReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** SHA-1 in hex over the parts in byte order, joined: `signature` of (token, timestamp, nonce), `msg_signature` with Encrypt added. */
export function callbackSignature(...parts: readonly string[]): string {
  const sorted = parts.map((part) => Buffer.from(part, "utf8")).sort(Buffer.compare);
  return createHash("sha1").update(Buffer.concat(sorted)).digest("hex");
}

/** Whether `given` is the signature over `parts`; takes the same time wherever the two differ. */
export function signatureMatches(given: string, ...parts: readonly string[]): boolean {
  if (!SHA1_HEX.test(given)) return false;
  return timingSafeEqual(Buffer.from(callbackSignature(...parts), "hex"), Buffer.from(given, "hex"));
}

/**
 * Bodies of "safe mode": AES-256-CBC, the IV is the key's first 16 bytes; plain text = 16 random bytes, the message's length
 * (4 bytes, big-endian), the message in UTF-8, the appid.
 */
export class CallbackCrypto {
  /** Prepared once: from bytes, OpenSSL prepares it for each message, which takes longer than the decryption. */
  private readonly key: KeyObject;
  private readonly iv: Buffer;

  /** `encodingAesKey`: the 43 characters of the account's server configuration. Throws CallbackCryptoError `key`. */
  constructor(
    private readonly appId: string,
    encodingAesKey: string,
  ) {
    if (!AES_KEY.test(encodingAesKey)) throw new CallbackCryptoError("key", "an EncodingAESKey has 43 letters and digits");
    const key = Buffer.from(`${encodingAesKey}=`, "base64");
    this.key = createSecretKey(key);
    this.iv = key.subarray(0, 16);
  }

  /** The message inside Encrypt. Throws CallbackCryptoError. */
  decrypt(encrypted: string): string {
    const cipherText = Buffer.from(encrypted, "base64");
    if (!BASE64.test(encrypted) || cipherText.length === 0 || cipherText.length % BLOCK !== 0) {
      throw new CallbackCryptoError("format", "Encrypt is no base64 of whole blocks");
    }
    const decipher = createDecipheriv("aes-256-cbc", this.key, this.iv).setAutoPadding(false);
    return this.unpack(unpad(Buffer.concat([decipher.update(cipherText), decipher.final()])));
  }

  /** What `decrypt` reads; other random bytes each time. */
  encrypt(message: string): string {
    const text = Buffer.from(message, "utf8");
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(text.length);
    const plain = pad(Buffer.concat([randomBytes(RANDOM_BYTES), length, text, Buffer.from(this.appId, "utf8")]));
    const cipher = createCipheriv("aes-256-cbc", this.key, this.iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
  }

  private unpack(plain: Buffer): string {
    const start = RANDOM_BYTES + LENGTH_BYTES;
    if (plain.length < start) throw new CallbackCryptoError("padding", "the decrypted text is too short");
    const end = start + plain.readUInt32BE(RANDOM_BYTES);
    if (end > plain.length) throw new CallbackCryptoError("padding", "the decrypted text is shorter than it says");
    if (!sameBytes(plain.subarray(end), Buffer.from(this.appId, "utf8"))) {
      throw new CallbackCryptoError("appid", "the message was meant for another appid");
    }
    try {
      return utf8.decode(plain.subarray(start, end));
    } catch (cause) {
      throw new CallbackCryptoError("text", "the decrypted text is not UTF-8", { cause });
    }
  }
}

/** Takes the same time wherever the two differ. */
function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function pad(plain: Buffer): Buffer {
  const count = BLOCK - (plain.length % BLOCK);
  return Buffer.concat([plain, Buffer.alloc(count, count)]);
}

function unpad(padded: Buffer): Buffer {
  const count = padded.at(-1) ?? 0;
  const padding = padded.subarray(padded.length - count);
  if (count < 1 || count > BLOCK || !sameBytes(padding, Buffer.alloc(count, count))) {
    throw new CallbackCryptoError("padding", "the padding is wrong: encrypted under another EncodingAESKey, or altered");
  }
  return padded.subarray(0, padded.length - count);
}
