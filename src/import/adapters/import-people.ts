import type pg from "pg";
import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import { prepareForBulk } from "../../platform/database/bulk-load.js";
import type { ErasedPeople } from "../../users/index.js";
import type { ImportCounts } from "../import-run.js";
import type { Reject } from "../people-page.js";
import type { PlacedRecord } from "../target.port.js";
import { type PeoplePlan, type PresentUser, planPeople } from "./people-plan.js";
import { type NumberedRecord, PeopleRows } from "./people-rows.js";
import { type ChangedPeople, insertPeople, mergePeople } from "./people-writer.js";
import { evict, move } from "./user-ids.js";

export interface WrittenPeople {
  counts: ImportCounts;
  rejects: Reject[];
}

interface Parts {
  sealer: Sealer;
  changeLog: AudienceChangeLog;
  erased: ErasedPeople;
}

/** Takes a page's people over, in the caller's transaction. */
export async function importPeople(
  tx: pg.PoolClient,
  { sealer, changeLog, erased }: Parts,
  records: readonly PlacedRecord[],
): Promise<WrittenPeople> {
  await prepareForBulk(tx);
  const tenantIds = [...new Set(records.map(({ tenantId }) => tenantId))].sort((a, b) => a - b);
  const nextOrdinals = await lockCounters(tx, tenantIds);
  const plan = planPeople(records, await presentUsers(tx, records, tenantIds), await deletedUsers(tx, records, erased));
  await makeRoom(tx, plan);
  const rows = new PeopleRows(sealer, new Date().toISOString());
  const changed = await mergePeople(tx, rows, plan.update);
  const inserted = numbered(plan.insert, nextOrdinals);
  await insertPeople(tx, rows, inserted);
  for (const [tenantId, next] of nextOrdinals) {
    await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [tenantId, next]);
  }
  for (const tenantId of tenantIds) await changeLog.append(tx, tenantId, await changesOf(tx, tenantId, inserted, changed));
  return { counts: countsOf(plan, changed), rejects: plan.rejects };
}

/** Holds off everybody else who adds users, so that who is missing stays missing. */
async function lockCounters(tx: pg.PoolClient, tenantIds: readonly number[]): Promise<Map<number, number>> {
  await tx.query("INSERT INTO tenant_counter (tenant_id) SELECT unnest($1::int[]) ON CONFLICT DO NOTHING", [tenantIds]);
  const { rows } = await tx.query<{ tenant_id: number; next_ordinal: number }>(
    "SELECT tenant_id, next_ordinal FROM tenant_counter WHERE tenant_id = ANY($1::int[]) ORDER BY tenant_id FOR UPDATE",
    [tenantIds],
  );
  return new Map(rows.map(({ tenant_id, next_ordinal }) => [tenant_id, next_ordinal]));
}

/** Lists, no joins: the planner of a table that has just been filled takes the wrong way for those. */
async function presentUsers(tx: pg.PoolClient, records: readonly PlacedRecord[], tenantIds: readonly number[]): Promise<PresentUser[]> {
  const columns = 'SELECT user_id AS "userId", tenant_id AS "tenantId", openid, imported FROM users';
  const sameId = await tx.query<PresentUser>(`${columns} WHERE user_id = ANY($1::int[])`, [records.map(({ person }) => person.userId)]);
  const found = new Map(sameId.rows.map((user) => [user.userId, user]));
  for (const tenantId of tenantIds) {
    const openids = records.filter((record) => record.tenantId === tenantId).map(({ person }) => person.openid);
    const { rows } = await tx.query<PresentUser>(`${columns} WHERE tenant_id = $1 AND openid = ANY($2::text[])`, [tenantId, openids]);
    for (const user of rows) found.set(user.userId, user);
  }
  return [...found.values()];
}

/** Whom to leave alone: to bring somebody back whose data was deleted on request would break the law that asked for it. */
async function deletedUsers(tx: pg.PoolClient, records: readonly PlacedRecord[], erased: ErasedPeople): Promise<Set<number>> {
  // An id given here may be somebody else's in the old system.
  const { rows } = await tx.query<{ user_id: number }>(
    `SELECT user_id FROM deletion_request r WHERE processed_at IS NOT NULL AND user_id = ANY($1::int[])
     AND NOT EXISTS (SELECT 1 FROM users u WHERE u.user_id = r.user_id AND u.tenant_id = r.tenant_id AND NOT u.imported)`,
    [records.map(({ person }) => person.userId)],
  );
  const deleted = new Set(rows.map(({ user_id }) => user_id));
  for (const tenantId of new Set(records.map((record) => record.tenantId))) {
    const people = records.filter((record) => record.tenantId === tenantId).map(({ person }) => person);
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
  const { rows } = await tx.query<{ ordinal: number }>("SELECT ordinal FROM users WHERE tenant_id = $1 AND user_id = ANY($2::int[])", [
    tenantId,
    [...new Set([...changed.user, ...changed.user_info])],
  ]);
  const ordinals = [...added, ...rows.map(({ ordinal }) => ordinal)].sort((a, b) => a - b);
  return ordinals.length === 0 ? [] : [{ kind: "USERS" as const, ordinals }];
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
    user_info: count("user_info", ({ info }) => info !== null),
    user_fav: count("user_fav", ({ favourites }) => favourites !== null),
  };
}
