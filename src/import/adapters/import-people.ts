import type pg from "pg";
import type { AudienceChangeLog } from "../../audiences/index.js";
import { findByIndex, prepareForBulk } from "../../platform/database/bulk-load.js";
import type { ErasedPeople } from "../../users/index.js";
import type { ImportCounts } from "../import-run.js";
import { hasLine } from "../packed-rows.js";
import type { Reject } from "../reject.js";
import type { PlacedRecord } from "../target.port.js";
import { type PeoplePlan, type PresentUser, planPeople } from "./people-plan.js";
import type { NumberedRecord } from "./people-rows.js";
import { type ChangedPeople, insertPeople, mergePeople } from "./people-writer.js";
import { evict, move } from "./user-ids.js";

const MAX_INT = 2_147_483_647;

export interface WrittenPeople {
  counts: ImportCounts;
  rejects: Reject[];
}

interface Parts {
  changeLog: AudienceChangeLog;
  erased: ErasedPeople;
}

/** Takes a page's people over, in the caller's transaction. */
export async function importPeople(
  tx: pg.PoolClient,
  { changeLog, erased }: Parts,
  records: readonly PlacedRecord[],
): Promise<WrittenPeople> {
  await prepareForBulk(tx);
  await findByIndex(tx);
  const tenantIds = [...new Set(records.map(({ tenantId }) => tenantId))].sort((a, b) => a - b);
  const nextOrdinals = await lockCounters(tx, tenantIds);
  const plan = planPeople(records, await presentUsers(tx, records, tenantIds), await deletedUsers(tx, records, erased));
  await makeRoom(tx, plan);
  const changed = await mergePeople(tx, plan.update);
  const inserted = numbered(plan.insert, nextOrdinals);
  await insertPeople(tx, inserted);
  for (const [tenantId, next] of nextOrdinals) {
    await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [tenantId, next]);
  }
  for (const tenantId of tenantIds) await changeLog.append(tx, tenantId, await changesOf(tx, tenantId, inserted, changed));
  return { counts: countsOf(plan, changed), rejects: plan.rejects };
}

/** Holds off everybody else who adds users, so that who is missing stays missing. Every statement saved here counts: it waits its turn behind what is read meanwhile. */
async function lockCounters(tx: pg.PoolClient, tenantIds: readonly number[]): Promise<Map<number, number>> {
  const counters = await lockedCounters(tx, tenantIds);
  if (counters.size === tenantIds.length) return counters;
  await tx.query("INSERT INTO tenant_counter (tenant_id) SELECT unnest($1::int[]) ON CONFLICT DO NOTHING", [tenantIds]);
  return lockedCounters(tx, tenantIds);
}

async function lockedCounters(tx: pg.PoolClient, tenantIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ tenant_id: number; next_ordinal: number }>(
    "SELECT tenant_id, next_ordinal FROM tenant_counter WHERE tenant_id = ANY($1::int[]) ORDER BY tenant_id FOR UPDATE",
    [tenantIds],
  );
  return new Map(rows.map(({ tenant_id, next_ordinal }) => [tenant_id, next_ordinal]));
}

/** Lists, no joins: the planner of a table that has just been filled takes the wrong way for those. */
async function presentUsers(tx: pg.PoolClient, records: readonly PlacedRecord[], tenantIds: readonly number[]): Promise<PresentUser[]> {
  const columns = 'SELECT user_id AS "userId", tenant_id AS "tenantId", openid, imported FROM users';
  const found = new Map<number, PresentUser>();
  if (await isAnybodyWithin(tx, rangeOf(records))) {
    const { rows } = await tx.query<PresentUser>(`${columns} WHERE user_id = ANY($1::int[])`, [records.map(({ userId }) => userId)]);
    for (const user of rows) found.set(user.userId, user);
  }
  for (const tenantId of tenantIds) {
    const openids = records.filter((record) => record.tenantId === tenantId).map(({ openid }) => openid);
    const { rows } = await tx.query<PresentUser>(`${columns} WHERE tenant_id = $1 AND openid = ANY($2::text[])`, [tenantId, openids]);
    for (const user of rows) found.set(user.userId, user);
  }
  return [...found.values()];
}

/** A first import meets nobody: one step into the index says so, where to ask for 10,000 ids takes 10 ms. */
async function isAnybodyWithin(tx: pg.PoolClient, [lowest, highest]: [number, number]): Promise<boolean> {
  const { rows } = await tx.query<{ next: number | null }>("SELECT min(user_id) AS next FROM users WHERE user_id >= $1", [lowest]);
  const next = rows[0]?.next ?? null;
  return next !== null && next <= highest;
}

function rangeOf(records: readonly PlacedRecord[]): [lowest: number, highest: number] {
  return records.reduce(([low, high], { userId }) => [Math.min(low, userId), Math.max(high, userId)], [MAX_INT, 0]);
}

/** Whom to leave alone: to bring somebody back whose data was deleted on request would break the law that asked for it. */
async function deletedUsers(tx: pg.PoolClient, records: readonly PlacedRecord[], erased: ErasedPeople): Promise<Set<number>> {
  // An id given here may be somebody else's in the old system.
  const { rows } = await tx.query<{ user_id: number }>(
    `SELECT user_id FROM deletion_request r WHERE processed_at IS NOT NULL AND user_id BETWEEN $1 AND $2
     AND NOT EXISTS (SELECT 1 FROM users u WHERE u.user_id = r.user_id AND u.tenant_id = r.tenant_id AND NOT u.imported)`,
    rangeOf(records),
  );
  const deleted = new Set(rows.map(({ user_id }) => user_id));
  for (const tenantId of new Set(records.map((record) => record.tenantId))) {
    const people = records.filter((record) => record.tenantId === tenantId);
    const openids = await erased.among(
      tx,
      tenantId,
      people.map(({ openid }) => openid),
    );
    for (const { userId, openid } of people) if (openids.has(openid)) deleted.add(userId);
  }
  return deleted;
}

async function makeRoom(tx: pg.PoolClient, plan: PeoplePlan): Promise<void> {
  const evicted = await evict(tx, plan.evict);
  await move(tx, new Map(plan.rekey.map(({ from, to }) => [evicted.get(from) ?? from, to])));
}

function numbered(records: readonly PlacedRecord[], nextOrdinals: Map<number, number>): NumberedRecord[] {
  return records.map((record) => {
    const ordinal = nextOrdinals.get(record.tenantId) ?? 0;
    nextOrdinals.set(record.tenantId, ordinal + 1);
    return { ...record, ordinal };
  });
}

async function changesOf(tx: pg.PoolClient, tenantId: number, inserted: readonly NumberedRecord[], changed: ChangedPeople) {
  const added = inserted.filter((record) => record.tenantId === tenantId).map(({ ordinal }) => ordinal);
  const ordinals = [...added, ...(await ordinalsOf(tx, tenantId, new Set([...changed.user, ...changed.user_info])))].sort((a, b) => a - b);
  return ordinals.length === 0 ? [] : [{ kind: "USERS" as const, ordinals }];
}

async function ordinalsOf(tx: pg.PoolClient, tenantId: number, userIds: ReadonlySet<number>): Promise<number[]> {
  if (userIds.size === 0) return [];
  const { rows } = await tx.query<{ ordinal: number }>("SELECT ordinal FROM users WHERE tenant_id = $1 AND user_id = ANY($2::int[])", [
    tenantId,
    [...userIds],
  ]);
  return rows.map(({ ordinal }) => ordinal);
}

function countsOf(plan: PeoplePlan, changed: ChangedPeople): ImportCounts {
  const kept = [...plan.insert, ...plan.update];
  const count = (table: "user" | "user_info" | "user_fav", has: (record: PlacedRecord) => boolean) => ({
    read: 0,
    written: kept.filter(has).length,
    changed: plan.insert.filter(has).length + changed[table].size,
    rejected: plan.rejects.filter((reject) => reject.table === table).length,
  });
  return {
    user: count("user", () => true),
    user_info: count("user_info", (record) => hasLine(record, "info")),
    user_fav: count("user_fav", (record) => hasLine(record, "favourites")),
  };
}
