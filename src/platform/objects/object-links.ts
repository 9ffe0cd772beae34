import { timingSafeEqual } from "node:crypto";
import type { Sealer } from "../crypto/sealer.js";

const PURPOSE = "object link";
const UPLOAD_PURPOSE = "object upload";
/** Seconds since 1970. */
const EXPIRES = /^[1-9]\d{0,11}$/;

export type LinkVerdict = "good" | "forged" | "expired";

/** Addresses of objects on this server, each good for getting or for putting one object until one moment, under a key derived from TAGCAST_SECRET_KEY. */
export class ObjectLinks {
  constructor(
    private readonly sealer: Pick<Sealer, "fingerprint">,
    private readonly clock: () => Date,
  ) {}

  /** A path with its query; the time is cut to whole seconds. */
  sign(key: string, expiresAt: Date): string {
    const expires = secondsOf(expiresAt);
    return `/objects/${key}?expires=${expires}&signature=${this.signature(PURPOSE, expires, key).toString("base64url")}`;
  }

  /** For putting an object of at most so many bytes. */
  signUpload(key: string, maxBytes: number, expiresAt: Date): string {
    const expires = secondsOf(expiresAt);
    const signature = this.signature(UPLOAD_PURPOSE, expires, String(maxBytes), key).toString("base64url");
    return `/objects/${key}?expires=${expires}&bytes=${maxBytes}&signature=${signature}`;
  }

  /** `expires` and `signature` as they came in the query, whatever they are. */
  check(key: string, expires: unknown, signature: unknown): LinkVerdict {
    return this.verdict(PURPOSE, expires, signature, [key]);
  }

  /** The same of an address for putting. */
  checkUpload(key: string, { expires, bytes, signature }: { expires?: unknown; bytes?: unknown; signature?: unknown }): LinkVerdict {
    return typeof bytes === "string" ? this.verdict(UPLOAD_PURPOSE, expires, signature, [bytes, key]) : "forged";
  }

  private verdict(purpose: string, expires: unknown, signature: unknown, parts: readonly string[]): LinkVerdict {
    if (typeof expires !== "string" || typeof signature !== "string" || !EXPIRES.test(expires)) return "forged";
    const [given, right] = [Buffer.from(signature, "base64url"), this.signature(purpose, expires, ...parts)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return "forged";
    return Number(expires) * 1_000 > this.clock().getTime() ? "good" : "expired";
  }

  private signature(purpose: string, ...parts: readonly string[]): Buffer {
    return Buffer.from(this.sealer.fingerprint(parts.join("\n"), purpose));
  }
}

function secondsOf(time: Date): string {
  return String(Math.floor(time.getTime() / 1_000));
}
