import type { SearchClient } from "../../../platform/search/index.js";
import type { Query } from "./build-query.js";
import { MAX_HITS } from "./mapping.js";

/** How long Elasticsearch keeps a pinned view after it was last used. */
export const KEEP_ALIVE = "2m";

/** Pins what is visible of an index now. Close it (`closePin`), or it is gone after KEEP_ALIVE. */
export async function openPin(client: SearchClient, index: string): Promise<string> {
  return (await client.openPointInTime({ index, keep_alive: KEEP_ALIVE })).id;
}

/** Never throws: what cannot be closed ends by itself. */
export async function closePin(client: SearchClient, pin: string): Promise<void> {
  await client.closePointInTime({ id: pin }).catch(() => undefined);
}

/** Ordinals of all who match, ascending, as they stand in the pinned view; a page of some milliseconds at a time. */
export async function* scanOrdinals(client: SearchClient, pin: string, query: Query): AsyncGenerator<number[]> {
  let after: number | null = null;
  for (;;) {
    const answer = await client.search({
      ...pageRequest(pin, query, after, MAX_HITS),
      track_total_hits: false,
      filter_path: ["hits.hits.sort"],
    });
    const page = ordinalsOf(answer);
    if (page.length > 0) yield page;
    if (page.length < MAX_HITS) return;
    after = page.at(-1) ?? null;
  }
}

/** A search for the first `size` ordinals after `after`. */
export function pageRequest(pin: string, query: Query, after: number | null, size: number) {
  return {
    pit: { id: pin, keep_alive: KEEP_ALIVE },
    query: query as object,
    sort: [{ ordinal: "asc" as const }],
    size,
    _source: false,
    ...(after === null ? {} : { search_after: [after] }),
  };
}

/** Answers hold no hits at all where `filter_path` left none. */
export function ordinalsOf(answer: { hits?: { hits?: { sort?: unknown[] }[] } }): number[] {
  return (answer.hits?.hits ?? []).map(({ sort }) => Number(sort?.[0]));
}
