const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const FIRST_INTERVAL_MS = 10 * MINUTE_MS;
const LONGEST_INTERVAL_MS = 4 * 60 * MINUTE_MS;

/**
 * When a token may be forced without an operator asking for it. WeChat allows 20 forces a day: the second comes 10 minutes
 * after the first at the earliest, each further one after twice the time, up to 4 hours; 10 in a day at most, so that operators
 * keep theirs. All processes see each other's forces in the store.
 */
export class ForceLimit {
  /** By the version of the token that came of it. */
  private readonly seen = new Map<number, number>();

  /** A force that was made so long ago, by whomever. */
  note(version: number, agoMs: number): void {
    if (!this.seen.has(version)) this.seen.set(version, performance.now() - agoMs);
  }

  allows(): boolean {
    const now = performance.now();
    for (const [version, at] of this.seen) if (now - at > DAY_MS) this.seen.delete(version);
    const interval = Math.min(LONGEST_INTERVAL_MS, FIRST_INTERVAL_MS * 2 ** (this.seen.size - 1));
    return now - Math.max(Number.NEGATIVE_INFINITY, ...this.seen.values()) >= interval;
  }
}
