import type { PersonActivity } from "../callbacks/index.js";
import type { PeopleActivity } from "./people-activity.js";
import type { UserLocations } from "./user-locations.js";

/** A memory of positions that may lose some of them, as a store that keeps them in no database may. */
export interface LocationMemory {
  /**
   * Runs `refill` where something was lost, in one process at a time, and again at the next call where it did not come to its end (false,
   * or a rejection) or something was lost meanwhile. Says whether it ran to its end.
   */
  restore(refill: () => Promise<boolean>): Promise<boolean>;
}

/** The callbacks that told positions, which are kept as long as positions are. */
export interface PositionHistory {
  /** Whom callbacks received after `since` placed where; each person once a page, those of later pages placed later. */
  pages(since: Date): AsyncIterable<readonly PersonActivity[]>;
}

interface RestorerLog {
  info(details: object, message: string): void;
}

/** Puts positions back that were lost, and those of the time before there was such a store, from the callbacks that told them. */
export class LocationRestorer {
  private stopped = false;

  constructor(
    private readonly memory: LocationMemory,
    private readonly history: PositionHistory,
    private readonly people: Pick<PeopleActivity, "active">,
    private readonly locations: Pick<UserLocations, "since">,
    private readonly log: RestorerLog,
  ) {}

  async round(): Promise<void> {
    let told = 0;
    const ran = await this.memory.restore(async () => {
      this.log.info({}, "the Redis Cluster does not hold all positions; they are put there from the callbacks that told them");
      for await (const page of this.history.pages(this.locations.since())) {
        await this.people.active(page);
        told += page.length;
        if (this.stopped) return false;
      }
      return true;
    });
    if (ran) this.log.info({ told }, "positions are in the Redis Cluster again");
  }

  /** A round under way ends after its page; the next process to look begins anew. */
  stop(): void {
    this.stopped = true;
  }
}
