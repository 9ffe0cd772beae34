import type { SearchClient } from "../../../platform/search/index.js";
import { onlyOf, type TenantQuery } from "./build-query.js";
import { MAX_HITS } from "./mapping.js";
import { ordinalsOf, pageRequest } from "./scan.js";
import { Turns } from "./turns.js";

/** Users one search asks about: a list of them takes some 80 kB, and all may be hits. */
const USERS_A_SEARCH = Math.min(10_000, MAX_HITS);
/** Searches of one question at the same time: whoever follows many rules leaves room for others. */
const SEARCHES_AT_ONCE = 4;

/** Which of these users (ascending) match each of the queries, as they stand in the pinned view; ascending. */
export async function findAmong(
  client: SearchClient,
  pin: string,
  queries: readonly TenantQuery[],
  ordinals: Uint32Array,
): Promise<Uint32Array[]> {
  const turns = new Turns(SEARCHES_AT_ONCE);
  const find = async (query: TenantQuery, users: Uint32Array): Promise<number[]> => {
    const answer = await client.search({
      ...pageRequest(pin, onlyOf(query, users), null, users.length),
      track_total_hits: false,
      filter_path: ["hits.hits.sort"],
    });
    return ordinalsOf(answer);
  };
  const chunks = chunksOf(ordinals);
  const findAll = async (query: TenantQuery): Promise<Uint32Array> => {
    const pages = await Promise.all(chunks.map((users) => turns.run(() => find(query, users))));
    return Uint32Array.from(pages.flat());
  };
  return Promise.all(queries.map(findAll));
}

function chunksOf(ordinals: Uint32Array): Uint32Array[] {
  const chunks: Uint32Array[] = [];
  for (let from = 0; from < ordinals.length; from += USERS_A_SEARCH) chunks.push(ordinals.subarray(from, from + USERS_A_SEARCH));
  return chunks;
}
