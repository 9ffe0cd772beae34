import { MinuteCounter } from "./minute-counter.js";

const RECENT = 50;
/** Whoever tries out paths must not fill the memory: further ones count together. */
const MOST_PATHS = 300;
const MOST_OUTCOMES = 100;
const OTHERS = "(others)";
const MOST_PATH_LENGTH = 120;

/** What happened to one call: an errcode (0 for success), or what a fault did to it. */
export type CallOutcome = number | "no reply" | "reset" | "html" | "truncated" | "cut off" | "wrong content-type" | `http ${number}`;

interface RecentCall {
  at: number;
  appId: string | null;
  path: string;
  outcome: CallOutcome;
  tookMs: number;
}

interface PathCounts {
  calls: number;
  outcomes: Map<CallOutcome | typeof OTHERS, number>;
  perMinute: MinuteCounter;
}

export interface PathReport {
  calls: number;
  outcomes: Record<string, number>;
  /** Calls in each of the last 30 minutes of real time, oldest first. */
  perMinute: number[];
}

/** Counts of the calls that came in, for tests and for the page. */
export class CallLog {
  private paths = new Map<string, PathCounts>();
  private latest: RecentCall[] = [];
  readonly perMinute = new MinuteCounter();

  record(call: RecentCall): void {
    const counts = this.countsOf(call.path);
    counts.calls++;
    counts.perMinute.add();
    this.perMinute.add();
    const known = counts.outcomes.has(call.outcome) || counts.outcomes.size < MOST_OUTCOMES;
    const outcome = known ? call.outcome : OTHERS;
    counts.outcomes.set(outcome, (counts.outcomes.get(outcome) ?? 0) + 1);
    this.latest.push({ ...call, path: call.path.slice(0, MOST_PATH_LENGTH) });
    if (this.latest.length > RECENT) this.latest.shift();
  }

  count(path: string): number {
    return this.paths.get(path)?.calls ?? 0;
  }

  /** Per path: calls, how many ended how, and when they came. */
  report(minutes = 30): Record<string, PathReport> {
    const entries = [...this.paths].map(([path, { calls, outcomes, perMinute }]): [string, PathReport] => [
      path,
      { calls, outcomes: Object.fromEntries(outcomes), perMinute: perMinute.last(minutes) },
    ]);
    return Object.fromEntries(entries);
  }

  /** Newest first. */
  recent(): RecentCall[] {
    return this.latest.toReversed();
  }

  /** Counts begin anew. */
  reset(): void {
    this.paths = new Map();
    this.latest = [];
  }

  private countsOf(path: string): PathCounts {
    const name = this.paths.has(path) || (this.paths.size < MOST_PATHS && path.length <= MOST_PATH_LENGTH) ? path : OTHERS;
    let counts = this.paths.get(name);
    if (!counts) {
      counts = { calls: 0, outcomes: new Map(), perMinute: new MinuteCounter() };
      this.paths.set(name, counts);
    }
    return counts;
  }
}
