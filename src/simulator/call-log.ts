const RECENT = 60;

/** What happened to one call: an errcode (0 for success), or what a fault did to it. */
export type CallOutcome = number | "no reply" | "reset" | "http 500" | "http 502";

interface RecentCall {
  at: number;
  path: string;
  outcome: CallOutcome;
  tookMs: number;
}

/** Counts of the calls that came in, for tests and for the page. */
export class CallLog {
  private readonly paths = new Map<string, { calls: number; outcomes: Map<CallOutcome, number> }>();
  private readonly latest: RecentCall[] = [];

  record(call: RecentCall): void {
    let path = this.paths.get(call.path);
    if (!path) {
      path = { calls: 0, outcomes: new Map() };
      this.paths.set(call.path, path);
    }
    path.calls++;
    path.outcomes.set(call.outcome, (path.outcomes.get(call.outcome) ?? 0) + 1);
    this.latest.push(call);
    if (this.latest.length > RECENT) this.latest.shift();
  }

  count(path: string): number {
    return this.paths.get(path)?.calls ?? 0;
  }

  /** Per path: calls, and how many ended how. */
  report(): Record<string, { calls: number; outcomes: Record<string, number> }> {
    const entries = [...this.paths].map(([path, { calls, outcomes }]) => [path, { calls, outcomes: Object.fromEntries(outcomes) }]);
    return Object.fromEntries(entries);
  }

  /** Newest first. */
  recent(): RecentCall[] {
    return this.latest.toReversed();
  }
}
