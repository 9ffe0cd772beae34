import { on } from "node:events";
import type { SealerKeys } from "../../platform/crypto/sealer.js";
import { revivedError } from "../../platform/threads/carried-error.js";
import { startThread } from "../../platform/threads/start-thread.js";
import type { PeopleTable } from "../legacy-tables.js";
import { PERSON_PARTS } from "../packed-rows.js";
import type { PeoplePage, PeopleReader } from "../people-reader.port.js";
import type { SourceKey } from "../source.port.js";
import type { MysqlSource } from "./mysql-source.js";
import type { PeopleMessage, PeopleOrder } from "./people-thread.js";

/** One that waits and one that is being read, beside the one that is being written: some 4 MB each. */
const AHEAD = 2;

/** V8's own limit is 100 MB: most of what a row is made of is garbage as soon as it is packed. */
const YOUNG_MB = 12;

/**
 * Reads, cleans, seals and packs in a thread of its own: that takes as long as the database takes to write it, and in one thread
 * the fifteen statements of a page waited behind the rows of the next.
 */
export class ThreadedPeopleReader implements PeopleReader {
  /** `source` has been surveyed; `heapBytes` is what the thread's heap is kept below. */
  constructor(
    private readonly source: MysqlSource,
    private readonly tables: readonly PeopleTable[],
    private readonly keys: SealerKeys,
    private readonly sizes: { pageRows: number; heapBytes: number },
  ) {}

  async *pages(after: SourceKey | null): AsyncGenerator<PeoplePage> {
    const { keys, tables, sizes } = this;
    const order: PeopleOrder = { source: this.source.surveyed(), keys, tables, after, ahead: AHEAD, ...sizes };
    const thread = startThread(new URL("./people-thread.js", import.meta.url), order, { maxYoungGenerationSizeMb: YOUNG_MB });
    try {
      for await (const [message] of on(thread, "message", { close: ["exit"] }) as AsyncIterable<[PeopleMessage]>) {
        if ("failure" in message) throw revivedError(message.failure);
        thread.postMessage("more");
        yield message.page;
        release(message.page);
        if (message.page.upTo === null) return;
      }
      throw new Error("the thread that reads the old database ended before its last page");
    } finally {
      await thread.terminate();
    }
  }
}

/** Frees what was handed over: this thread makes too little garbage for its collector to come by, and 70 MB of written pages lay about. */
function release({ people }: PeoplePage): void {
  for (const part of PERSON_PARTS) people.parts[part].bytes.buffer.transfer(0);
}
