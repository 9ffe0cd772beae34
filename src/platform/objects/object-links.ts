import { timingSafeEqual } from "node:crypto";
import type { Sealer } from "../crypto/sealer.js";

const PURPOSE = "object link";
/** Seconds since 1970. */
const EXPIRES = /^[1-9]\d{0,11}$/;

export type LinkVerdict = "good" | "forged" | "expired";

/** Addresses of objects on this server, each good for one object until one moment, under a key derived from TAGCAST_SECRET_KEY. */
export class ObjectLinks {
  constructor(
    private readonly sealer: Pick<Sealer, "fingerprint">,
    private readonly clock: () => Date,
  ) {}

  /** A path with its query; the time is cut to whole seconds. */
  sign(key: string, expiresAt: Date): string {
    const expires = String(Math.floor(expiresAt.getTime() / 1_000));
    return `/objects/${key}?expires=${expires}&signature=${this.signature(key, expires).toString("base64url")}`;
  }

  /** `expires` and `signature` as they came in the query, whatever they are. */
  check(key: string, expires: unknown, signature: unknown): LinkVerdict {
    if (typeof expires !== "string" || typeof signature !== "string" || !EXPIRES.test(expires)) return "forged";
    const [given, right] = [Buffer.from(signature, "base64url"), this.signature(key, expires)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return "forged";
    return Number(expires) * 1_000 > this.clock().getTime() ? "good" : "expired";
  }

  private signature(key: string, expires: string): Buffer {
    return Buffer.from(this.sealer.fingerprint(`${expires}\n${key}`, PURPOSE));
  }
}
