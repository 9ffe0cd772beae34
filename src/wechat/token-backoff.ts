const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Waits that double after each failure in a row, from a quarter of a second to half a minute, drawn between a half and the whole. */
export class Backoff {
  private failures = 0;
  private until = 0;
  private latest: unknown = null;

  succeeded(): void {
    this.failures = 0;
    this.until = 0;
  }

  failed(error: unknown): void {
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.failures++, 20));
    this.until = performance.now() + wait * (0.5 + Math.random() / 2);
    this.latest = error;
  }

  get remainingMs(): number {
    return Math.max(0, this.until - performance.now());
  }

  /** Throws the latest failure again while its wait lasts: whoever is down is not asked by every caller anew. */
  check(): void {
    if (this.remainingMs > 0) throw this.latest;
  }
}
