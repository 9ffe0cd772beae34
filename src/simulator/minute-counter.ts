const MINUTE_MS = 60_000;
/** Minutes remembered: the page draws half of them. */
const MINUTES = 60;

/** How often something happened in each of the last 60 minutes of real time, as those who watch count them. */
export class MinuteCounter {
  private readonly counts = new Uint32Array(MINUTES);
  private latest = 0;

  constructor(private readonly realNow: () => number = Date.now) {}

  add(count = 1): void {
    const at = this.turn() % MINUTES;
    this.counts[at] = (this.counts[at] ?? 0) + count;
  }

  /** Oldest first; the last is the minute under way. At most 60. */
  last(minutes: number): number[] {
    const now = this.turn();
    const first = now - Math.min(minutes, MINUTES) + 1;
    return Array.from({ length: now - first + 1 }, (_, i) => this.counts[(first + i) % MINUTES] ?? 0);
  }

  /** The minute now; those that passed unused hold nothing. */
  private turn(): number {
    const now = Math.max(this.latest, Math.floor(this.realNow() / MINUTE_MS));
    const passed = Math.min(now - this.latest, MINUTES);
    for (let i = 0; i < passed; i++) this.counts[(now - i) % MINUTES] = 0;
    this.latest = now;
    return now;
  }
}
