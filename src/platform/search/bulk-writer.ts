import { setTimeout as pause } from "node:timers/promises";
import { errors } from "@elastic/elasticsearch";
import type { SearchClient } from "./search-client.js";
import { SearchIndexGone } from "./search-errors.js";

/** One document to be put in place of what has its id; `document` null: to be taken out. */
export interface BulkItem {
  id: string;
  /** An older one never replaces a newer one, in whatever order they arrive; one of the same version does. */
  version: number;
  document: object | null;
}

/** A document that will never be taken, however often it is sent. `type` is Elasticsearch's word for why. */
export interface Refusal {
  id: string;
  type: string;
}

/** A request of this size takes a node some 100 ms; larger ones gain nothing. */
const REQUEST_BYTES = 2_000_000;
/** Requests on their way at the same time; whoever gives items waits for one of them to end. */
const IN_FLIGHT = 2;
/** Waits after "too busy": 100 ms, doubling, some 25 s in all. */
const ATTEMPTS = 9;
const FIRST_WAIT_MS = 100;

interface Line {
  item: BulkItem;
  text: string;
}

interface ItemResult {
  status: number;
  error?: { type?: string };
}

/**
 * Writes all items to `alias`, which must be an alias: a deleted index is then an error (SearchIndexGone) and is not made
 * anew by the write. Resolves when Elasticsearch has acknowledged each of them, with those it refuses for good. The client's own
 * bulk helper was not taken: it loses count of deletions when it repeats, and leaves requests running when its source fails.
 */
export async function writeAll(
  client: SearchClient,
  alias: string,
  items: Iterable<BulkItem> | AsyncIterable<BulkItem>,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const running = new Set<Promise<void>>();
  const send = (lines: Line[]): void => {
    const request = writeLines(client, alias, lines, refusals).finally(() => running.delete(request));
    // Seen where it is awaited; until then nobody listens.
    request.catch(() => undefined);
    running.add(request);
  };
  try {
    let lines: Line[] = [];
    let bytes = 0;
    for await (const item of items) {
      const text = lineOf(item);
      lines.push({ item, text });
      bytes += text.length;
      if (bytes < REQUEST_BYTES) continue;
      if (running.size >= IN_FLIGHT) await Promise.race(running);
      send(lines);
      lines = [];
      bytes = 0;
    }
    if (lines.length > 0) send(lines);
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
  }
  return refusals;
}

function lineOf({ id, version, document }: BulkItem): string {
  const action = { _id: id, version, version_type: "external_gte" };
  return document === null ? JSON.stringify({ delete: action }) : `${JSON.stringify({ index: action })}\n${JSON.stringify(document)}`;
}

async function writeLines(client: SearchClient, alias: string, lines: readonly Line[], refusals: Refusal[]): Promise<void> {
  let left = lines;
  for (let attempt = 1; ; attempt++) {
    const results = await request(client, alias, left);
    const busy: Line[] = [];
    results.forEach((result, i) => {
      const line = left[i] as Line;
      if (result.status === 429 || result.status === 503) busy.push(line);
      else judge(result, line, alias, refusals);
    });
    if (busy.length === 0) return;
    if (attempt === ATTEMPTS) throw new errors.TimeoutError(`the search index is too busy: ${busy.length} documents were not taken`);
    left = busy;
    await pause(FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
}

/** One request; "too busy" for all of it counts as too busy for each. */
async function request(client: SearchClient, alias: string, lines: readonly Line[]): Promise<ItemResult[]> {
  try {
    const { items } = await client.bulk<string>({
      index: alias,
      require_alias: true,
      filter_path: ["items.*.status", "items.*.error.type"],
      operations: lines.map(({ text }) => text),
    });
    const results = items.flatMap((item) => Object.values(item) as ItemResult[]);
    if (results.length !== lines.length) throw new Error(`Elasticsearch answered ${results.length} of ${lines.length} documents`);
    return results;
  } catch (error) {
    if (error instanceof errors.ResponseError && error.statusCode === 429) return lines.map(() => ({ status: 429 }));
    throw error;
  }
}

function judge({ status, error }: ItemResult, { item }: Line, alias: string, refusals: Refusal[]): void {
  const type = error?.type;
  // No error: taken, or a deletion of what was not there. A conflict: a newer one is there already.
  if (type === undefined || status === 409) return;
  if (type === "index_not_found_exception") throw new SearchIndexGone(alias);
  if (status >= 500) throw new Error(`Elasticsearch could not write a document: ${type}`);
  refusals.push({ id: item.id, type });
}
