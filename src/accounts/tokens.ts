import { createHash, randomBytes } from "node:crypto";

/** API keys show what they are, so that a leaked one is found by secret scanners and told from a session token. */
export const API_KEY_PREFIX = "tck_";

/** Longer text is no token of ours and is not worth hashing. */
const MAX_TOKEN_LENGTH = 128;

/** 256 random bits, URL-safe. */
export function newToken(prefix = ""): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is kept of a token. It is random through and through, so a plain SHA-256 cannot be turned back. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}

export function couldBeToken(token: string): boolean {
  return token.length > 0 && token.length <= MAX_TOKEN_LENGTH;
}
