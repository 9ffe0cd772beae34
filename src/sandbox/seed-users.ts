import type pg from "pg";
import type { AudienceChangeLog } from "../audiences/index.js";
import { prepareForBulk, skipForeignKeyChecks } from "../platform/database/bulk-load.js";
import { MAX_PERSONS, type PersonOptions, personOf } from "./person.js";
import { changesOf, copySlice, type PlacedPerson } from "./slice-writer.js";
import { DEMO_TAGS, type DemoTag, tagsInUse } from "./tag-catalogue.js";

/** Users in one transaction: the tenant's counter stays locked for it, about a second on two cores. */
export const SLICE_USERS = 20_000;

/** The part of platform's Database that seeding uses. */
export interface SeedDatabase {
  pool: pg.Pool;
  transaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T>;
}

export interface SeedRequest extends PersonOptions {
  tenantId: number;
  /** Persons 0 to `users` - 1 exist afterwards; at most MAX_PERSONS. */
  users: number;
  sliceUsers?: number;
  /** After each committed slice: how many persons are sure to exist now, and how many of them this run wrote. */
  onProgress?: (done: number, written: number) => void;
  /** Stops between two slices; what is committed stays, and a rerun goes on from there. */
  signal?: AbortSignal;
}

export interface SeedResult {
  /** Persons written by this run. */
  written: number;
  /** Persons that were there before. */
  existing: number;
}

/**
 * Makes sure that demo persons 0 to `users` - 1 are users of the tenant, with profile, preferences and tags, and that the
 * audience change log says so. Slice by slice, each in one transaction, so a run that was killed is topped up by the next;
 * memory does not grow with `users`. Persons that exist are left as they are.
 */
export async function seedUsers(database: SeedDatabase, changeLog: AudienceChangeLog, request: SeedRequest): Promise<SeedResult> {
  const { users, sliceUsers = SLICE_USERS, onProgress, signal } = request;
  if (!Number.isInteger(users) || users < 0 || users > MAX_PERSONS)
    throw new RangeError(`users: must be from 0 to ${MAX_PERSONS}, got ${users}`);
  await database.pool.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING", [request.tenantId]);
  const tagIds = await ensureTags(database, request.tenantId, users === 0 ? [] : tagsInUse(users));
  const result = { written: 0, existing: 0 };
  for (let from = 0; from < users; from += sliceUsers) {
    signal?.throwIfAborted();
    const to = Math.min(users, from + sliceUsers);
    const written = await seedSlice(database, changeLog, request, { from, to, tagIds });
    result.written += written;
    result.existing += to - from - written;
    onProgress?.(to, result.written);
  }
  if (result.written > 0) await database.pool.query("ANALYZE users, user_info, user_fav, user_tag, tag");
  return result;
}

async function seedSlice(
  { transaction }: SeedDatabase,
  changeLog: AudienceChangeLog,
  request: SeedRequest,
  { from, to, tagIds }: { from: number; to: number; tagIds: readonly number[] },
): Promise<number> {
  const persons = Array.from({ length: to - from }, (_, i) => personOf(from + i, request));
  return await transaction(async (tx) => {
    await prepareForBulk(tx);
    // What is locked and written here makes every foreign key hold.
    await skipForeignKeyChecks(tx);
    const living = await holdTags(tx, tagIds);
    const nextOrdinal = await lockCounter(tx, request.tenantId);
    const openids = persons.map(({ openid }) => openid);
    const known = await knownOpenids(tx, request.tenantId, openids);
    const missing = persons.filter(({ openid }) => !known.has(openid));
    if (missing.length === 0) return 0;
    const userIds = await takeUserIds(tx, missing.length);
    const placed = missing.map((person, i): PlacedPerson => {
      const tags = person.tags.filter((tag) => living.has(tagIds[tag] as number));
      return { ...person, tags, userId: userIds[i] as number, ordinal: nextOrdinal + i };
    });
    await copySlice(tx, request.tenantId, placed, tagIds);
    await tx.query("UPDATE tenant_counter SET next_ordinal = next_ordinal + $2 WHERE tenant_id = $1", [request.tenantId, placed.length]);
    await changeLog.append(tx, request.tenantId, changesOf(placed, tagIds));
    return placed.length;
  });
}

/** Keeps the tags from being deleted meanwhile; those already deleted are left out. Before the counter: the order in which a tag is deleted. */
async function holdTags(tx: pg.PoolClient, tagIds: readonly number[]): Promise<Set<number>> {
  const { rows } = await tx.query<{ id: number }>("SELECT id FROM tag WHERE id = ANY($1) ORDER BY id FOR KEY SHARE", [tagIds]);
  return new Set(rows.map(({ id }) => id));
}

/** Holds off everybody else who adds users to the tenant, so that what we find missing stays missing. */
async function lockCounter(tx: pg.PoolClient, tenantId: number): Promise<number> {
  const { rows } = await tx.query<{ next_ordinal: number }>("SELECT next_ordinal FROM tenant_counter WHERE tenant_id = $1 FOR UPDATE", [
    tenantId,
  ]);
  const [counter] = rows;
  if (!counter) throw new Error(`tenant ${tenantId} has no counter row`);
  return counter.next_ordinal;
}

async function knownOpenids(tx: pg.PoolClient, tenantId: number, openids: string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ openid: string }>("SELECT openid FROM users WHERE tenant_id = $1 AND openid = ANY($2)", [
    tenantId,
    openids,
  ]);
  return new Set(rows.map(({ openid }) => openid));
}

async function takeUserIds(tx: pg.PoolClient, count: number): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `WITH counter AS MATERIALIZED (SELECT pg_get_serial_sequence('users', 'user_id')::regclass AS name)
     SELECT nextval(counter.name)::int AS id FROM counter, generate_series(1, $1) ORDER BY 1`,
    [count],
  );
  return rows.map(({ id }) => id);
}

/** The database's ids of `tags`, in their order; makes those that are not there. A tag of that name made by somebody else is used. */
async function ensureTags({ pool }: SeedDatabase, tenantId: number, tags: readonly DemoTag[]): Promise<number[]> {
  const names = tags.map(({ name }) => name);
  await pool.query(
    `INSERT INTO tag (tenant_id, name, group_name, updated_at)
     SELECT $1, name, group_name, now() FROM unnest($2::text[], $3::text[]) AS wanted(name, group_name)
     WHERE NOT EXISTS (SELECT FROM tag WHERE tag.tenant_id = $1 AND tag.name = wanted.name)
     ON CONFLICT (tenant_id, name) DO NOTHING`,
    [tenantId, names, tags.map(({ group }) => group)],
  );
  const { rows } = await pool.query<{ id: number; name: string }>("SELECT id, name FROM tag WHERE tenant_id = $1 AND name = ANY($2)", [
    tenantId,
    names,
  ]);
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  return DEMO_TAGS.slice(0, tags.length).map(({ name }) => ids.get(name) as number);
}
