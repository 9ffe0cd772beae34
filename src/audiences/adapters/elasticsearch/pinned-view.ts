import type { SearchClient } from "../../../platform/search/index.js";
import { closePin } from "./scan.js";

/** Elasticsearch lets go of a view that nobody used for 2 min; not used for this long, it is pinned anew. */
const STALE_AFTER_MS = 60_000;

/** One tenant's documents as they were at one moment, for as long as somebody uses them. */
export class PinnedView {
  private users = 0;
  private retired = false;
  private usedAt = performance.now();

  constructor(
    private readonly client: SearchClient,
    readonly pin: string,
    readonly index: string,
    readonly position: number,
    private moment: Date,
  ) {}

  /** Every change committed before this moment of the database's clock is in it. */
  get asOf(): Date {
    return this.moment;
  }

  /** At a later moment the log still ended where this view stands. */
  stillTrueAt(moment: Date): void {
    if (moment > this.moment) this.moment = moment;
  }

  get isStale(): boolean {
    return this.users === 0 && performance.now() - this.usedAt > STALE_AFTER_MS;
  }

  async use<T>(work: (pin: string) => Promise<T>): Promise<T> {
    this.users += 1;
    this.usedAt = performance.now();
    try {
      return await work(this.pin);
    } finally {
      this.users -= 1;
      this.usedAt = performance.now();
      if (this.retired && this.users === 0) await closePin(this.client, this.pin);
    }
  }

  /** Lets it go once nobody uses it. */
  async retire(): Promise<void> {
    if (this.retired) return;
    this.retired = true;
    if (this.users === 0) await closePin(this.client, this.pin);
  }
}
