import type { SearchErasure } from "./search-erasure.js";

/** Where an openid may stand. */
export type TracedTable =
  | "users"
  | "callback"
  | "deletion_request"
  | "mass_send"
  | "tag"
  | "segment"
  | "import_reject"
  | "sync_job"
  | "wechat_tag";

/** What is left of people who were erased; numbers of requests, never anything of a person. */
export interface Traces {
  /** Requests whose user's row holds data again, or has rows hanging on it. */
  users: readonly { tenantId: number; requestId: number }[];
  /** Requests whose openid stands in the table again, though the person did not follow again. */
  openids: readonly { tenantId: number; requestId: number; table: TracedTable }[];
  /** Files of exports with the request's user in them. */
  exports: readonly { tenantId: number; requestId: number; exportId: string }[];
}

export interface TraceStore {
  find(): Promise<Traces>;
  /** Erases what `find` found. */
  erase(traces: Traces): Promise<void>;
}

interface TraceLog {
  error(details: object, message: string): void;
}

/**
 * Looks whether anything of the people is left whose deletion was processed, and erases it: something that was under way when
 * they were erased may have written after it, and WeChat goes on posting callbacks of a person who still follows.
 */
export class TraceCheck {
  private found = 0;

  constructor(
    private readonly store: TraceStore,
    private readonly log: TraceLog,
    private readonly search: Pick<SearchErasure, "find" | "erase" | "catchUp"> | null = null,
  ) {}

  /** How many traces the newest look found. */
  get traces(): number {
    return this.found;
  }

  /** The tables first: a search index that does not answer holds nothing up. */
  async look(): Promise<void> {
    const traces = await this.store.find();
    this.found = traces.users.length + traces.openids.length + traces.exports.length;
    if (this.found > 0) {
      this.log.error({ users: traces.users, openids: traces.openids, exports: traces.exports }, FOUND);
      await this.store.erase(traces);
    }
    await this.lookInSearch();
  }

  private async lookInSearch(): Promise<void> {
    if (this.search === null) return;
    await this.search.catchUp();
    const found = await this.search.find();
    if (found.length === 0) return;
    this.found += found.length;
    this.log.error({ search: found }, FOUND);
    for (const { tenantId, requestId } of found) await this.search.erase(tenantId, requestId);
  }
}

const FOUND = "data of people who were deleted on request is there again; erasing it";
