import { parentPort, workerData } from "node:worker_threads";
import { Sealer, type SealerKeys } from "../../platform/crypto/sealer.js";
import { keepHeapBelow } from "../../platform/memory/heap-limit.js";
import { type CarriedError, carriedError } from "../../platform/threads/carried-error.js";
import type { PeopleTable } from "../legacy-tables.js";
import { PERSON_PARTS } from "../packed-rows.js";
import { PagedPeopleReader } from "../people-page.js";
import type { PeoplePage } from "../people-reader.port.js";
import type { SourceKey } from "../source.port.js";
import { MysqlSource, type MysqlSourceOptions } from "./mysql-source.js";
import { PeopleRows } from "./people-rows.js";

/** What the thread is told. */
export interface PeopleOrder {
  source: MysqlSourceOptions;
  keys: SealerKeys;
  tables: readonly PeopleTable[];
  after: SourceKey | null;
  pageRows: number;
  /** Pages that may be read and not yet asked for. */
  ahead: number;
  heapBytes: number;
}

/** What it says; after `failure` and after the last page nothing more. */
export type PeopleMessage = { page: PeoplePage } | { failure: CarriedError };

/** Reads pages and posts them; each message that comes is leave for one more. */
async function run(order: PeopleOrder, post: (message: PeopleMessage, give?: ArrayBuffer[]) => void, leave: Leave): Promise<void> {
  const source = new MysqlSource(order.source);
  try {
    const reader = new PagedPeopleReader(source, order.tables, new PeopleRows(new Sealer(order.keys)), order.pageRows);
    await leave.taken();
    for await (const page of reader.pages(order.after)) {
      const { parts } = page.people;
      post(
        { page },
        PERSON_PARTS.flatMap((part) => [parts[part].bytes.buffer, parts[part].starts.buffer, parts[part].ends.buffer]),
      );
      keepHeapBelow(order.heapBytes);
      await leave.taken();
    }
    await source.close();
  } catch (error) {
    post({ failure: carriedError(error) });
  }
}

/** Counts how many pages may be read. */
class Leave {
  private waiting: (() => void) | null = null;

  constructor(private pages: number) {}

  give(): void {
    this.pages += 1;
    this.waiting?.();
  }

  async taken(): Promise<void> {
    while (this.pages === 0) {
      await new Promise<void>((given) => {
        this.waiting = given;
      });
    }
    this.pages -= 1;
  }
}

if (parentPort === null) throw new Error("this file runs as a thread of the import");
const port = parentPort;
const order = workerData as PeopleOrder;
const leave = new Leave(order.ahead);
port.on("message", () => leave.give());
await run(order, (message, give) => port.postMessage(message, give), leave);
port.close();
