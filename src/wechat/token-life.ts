import type { StoredToken, TokenSource } from "./token-store.port.js";

/**
 * A token as one process holds it. Its times are on this process's steady clock (`performance.now()`, milliseconds), which
 * setting the computer's clock does not move.
 */
export interface HeldToken {
  token: string;
  version: number;
  source: TokenSource;
  gotAt: number;
  endsAt: number;
}

/** A token with less life than this is not sent any more: the call could arrive after its end. */
const USABLE_MS = 10_000;
/** stable_token gives a new token in the last 5 minutes of the old one's life; earlier it gives the old one again. */
const AHEAD_MS = 4 * 60_000;

/** Null for a token that does not open. */
export function hold(stored: StoredToken): HeldToken | null {
  const { token, version, source } = stored;
  if (token === null) return null;
  const now = performance.now();
  return { token, version, source, gotAt: now - ageMs(stored), endsAt: now + leftMs(stored) };
}

export function ageMs({ refreshedAt, readAt }: StoredToken): number {
  return readAt.getTime() - refreshedAt.getTime();
}

export function leftMs({ expiresAt, readAt }: StoredToken): number {
  return expiresAt.getTime() - readAt.getTime();
}

/** Of a token that lives for seconds, nine tenths of them are used. */
export function isUsable(held: HeldToken): boolean {
  return held.endsAt - performance.now() > Math.min(USABLE_MS, lifeMs(held) / 10);
}

/** Whether it is time to get the next one. */
export function isDue(held: HeldToken): boolean {
  return held.endsAt - performance.now() <= aheadMs(held);
}

/** Milliseconds until renewal, at another moment in each process: the first one renews, the others find the new token. */
export function untilRenewalMs(held: HeldToken): number {
  const ahead = aheadMs(held);
  return Math.max(0, held.endsAt - performance.now() - ahead + Math.random() * (ahead / 4));
}

function lifeMs({ gotAt, endsAt }: HeldToken): number {
  return endsAt - gotAt;
}

/** How long before its end a token is renewed; a short-lived one in its last quarter. */
function aheadMs(held: HeldToken): number {
  return Math.min(AHEAD_MS, lifeMs(held) / 4);
}
