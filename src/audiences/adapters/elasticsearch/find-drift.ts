import type { PoolClient } from "pg";
import type { Database } from "../../../platform/database/database.js";
import type { SearchClient } from "../../../platform/search/index.js";
import type { IndexDrift } from "../index-drift.js";
import type { Query } from "./build-query.js";
import { type MirroredTags, toDocument } from "./document.js";
import { MAX_HITS } from "./mapping.js";
import { ordinalsOf, pageRequest } from "./scan.js";
import { readMirroredTags, readUsers, readUsersAfter } from "./user-rows.js";

/** Ordinals of one range; the sum of its checksums (32 bits each) is exact in a double. */
const RANGE = 65_536;
const PAGE = 2_000;
/** Users who change while we look are looked at again; one who still differs then does. */
const LOOKS = 4;

export interface DriftParts {
  database: Database;
  client: SearchClient;
  tenantId: number;
  /** Runs `work` on a pinned view that holds every change committed before. */
  onView: <T>(work: (pin: string) => Promise<T>) => Promise<T>;
}

interface Sum {
  count: number;
  checksum: number;
}

/**
 * Compares the checksum of each document with that of the user's rows: range by range, and within ranges that differ user by
 * user. Users whom Elasticsearch refuses (search_index_reject) are not counted among the differing.
 */
export async function findSearchDrift(parts: DriftParts): Promise<IndexDrift> {
  const theirs = await parts.onView((pin) => sumsInIndex(parts, pin));
  const { users, sums } = await sumsInTables(parts);
  let suspects: number[] = [];
  for (const range of new Set([...theirs.keys(), ...sums.keys()])) {
    const [a, b] = [theirs.get(range), sums.get(range)];
    if (a?.count === b?.count && a?.checksum === b?.checksum) continue;
    suspects.push(...(await differingIn(parts, range)));
  }
  for (let look = 2; look <= LOOKS && suspects.length > 0; look++) suspects = await differingAmong(parts, suspects);
  const refused = await refusedUsers(parts);
  return { users, differing: suspects.filter((ordinal) => !refused.has(ordinal)).sort((a, b) => a - b) };
}

const ofTenant = (tenantId: number, ...more: Query[]): Query => ({
  bool: { filter: [{ term: { tenant_id: String(tenantId) } }, ...more] },
});

async function sumsInIndex({ client, tenantId }: DriftParts, pin: string): Promise<Map<number, Sum>> {
  const { aggregations } = await client.search<
    unknown,
    { ranges: { buckets: { key: number; doc_count: number; sum: { value: number } }[] } }
  >({
    ...pageRequest(pin, ofTenant(tenantId), null, 0),
    aggs: {
      ranges: { histogram: { field: "ordinal", interval: RANGE, min_doc_count: 1 }, aggs: { sum: { sum: { field: "checksum" } } } },
    },
  });
  const buckets = aggregations?.ranges.buckets ?? [];
  return new Map(buckets.map(({ key, doc_count, sum }) => [key / RANGE, { count: doc_count, checksum: sum.value }]));
}

async function sumsInTables({ database, tenantId }: DriftParts): Promise<{ users: number; sums: Map<number, Sum> }> {
  return atOneMoment(database, tenantId, async (tx, mirrored) => {
    const sums = new Map<number, Sum>();
    let users = 0;
    let after = -1;
    for (;;) {
      const page = await readUsersAfter(tx, tenantId, after, PAGE);
      for (const user of page) {
        const range = Math.floor(user.ordinal / RANGE);
        const { count, checksum } = sums.get(range) ?? { count: 0, checksum: 0 };
        sums.set(range, { count: count + 1, checksum: checksum + toDocument(tenantId, user, mirrored).checksum });
      }
      users += page.length;
      const last = page.at(-1);
      if (!last) return { users, sums };
      after = last.ordinal;
    }
  });
}

async function differingIn(parts: DriftParts, range: number): Promise<number[]> {
  const { tenantId, database } = parts;
  const [from, to] = [range * RANGE, (range + 1) * RANGE - 1];
  const theirs = await parts.onView((pin) => checksumsInIndex(parts, pin, { range: { ordinal: { gte: from, lte: to } } }));
  const ours = await atOneMoment(database, tenantId, async (tx, mirrored) => {
    const found = new Map<number, number>();
    for (let after = from - 1; ; ) {
      const users = (await readUsersAfter(tx, tenantId, after, PAGE)).filter(({ ordinal }) => ordinal <= to);
      for (const user of users) found.set(user.ordinal, toDocument(tenantId, user, mirrored).checksum);
      const last = users.at(-1);
      if (!last) return found;
      after = last.ordinal;
    }
  });
  return unequal(theirs, ours);
}

async function differingAmong(parts: DriftParts, suspects: readonly number[]): Promise<number[]> {
  const { tenantId, database } = parts;
  const differing: number[] = [];
  for (let from = 0; from < suspects.length; from += PAGE) {
    const page = suspects.slice(from, from + PAGE);
    const theirs = await parts.onView((pin) => checksumsInIndex(parts, pin, { terms: { ordinal: page } }));
    const ours = await atOneMoment(database, tenantId, async (tx, mirrored) => {
      const users = await readUsers(tx, tenantId, page);
      return new Map(users.map((user) => [user.ordinal, toDocument(tenantId, user, mirrored).checksum]));
    });
    differing.push(...unequal(theirs, ours));
  }
  return differing;
}

async function checksumsInIndex({ client, tenantId }: DriftParts, pin: string, which: Query): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (let after: number | null = null; ; ) {
    const answer = await client.search<unknown>({
      ...pageRequest(pin, ofTenant(tenantId, which), after, MAX_HITS),
      docvalue_fields: ["checksum"],
      track_total_hits: false,
    });
    const ordinals = ordinalsOf(answer);
    answer.hits.hits.forEach(({ fields }, i) => {
      const [checksum] = (fields?.checksum ?? []) as number[];
      found.set(ordinals[i] as number, checksum ?? Number.NaN);
    });
    if (ordinals.length < MAX_HITS) return found;
    after = ordinals.at(-1) ?? null;
  }
}

const unequal = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((ordinal) => a.get(ordinal) !== b.get(ordinal));

async function refusedUsers({ database, tenantId }: DriftParts): Promise<Set<number>> {
  const { rows } = await database.pool.query<{ ordinal: number }>("SELECT ordinal FROM search_index_reject WHERE tenant_id = $1", [
    tenantId,
  ]);
  return new Set(rows.map(({ ordinal }) => ordinal));
}

function atOneMoment<T>(database: Database, tenantId: number, work: (tx: PoolClient, mirrored: MirroredTags) => Promise<T>): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    return work(tx, await readMirroredTags(tx, tenantId));
  });
}
