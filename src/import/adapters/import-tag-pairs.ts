import type pg from "pg";
import type { AudienceChangeLog } from "../../audiences/index.js";
import { findByIndex } from "../../platform/database/bulk-load.js";
import type { ImportedTagPair } from "../people.js";
import type { Reject } from "../reject.js";
import type { Keyed } from "../target.port.js";
import type { WrittenPeople } from "./import-people.js";

interface Parts {
  tenantIds: readonly number[];
  changeLog: AudienceChangeLog;
}

interface Carrier {
  userId: number;
  tenantId: number;
  ordinal: number;
  openid: string;
}

interface Tagged {
  kind: "TAGGED";
  tagId: number;
  ordinals: number[];
}

interface Pair {
  carrier: Carrier;
  tag: string;
}

/** Tags the users of a page; tags that are not here yet are made. */
export async function importTagPairs(
  tx: pg.PoolClient,
  { tenantIds, changeLog }: Parts,
  pairs: readonly Keyed<ImportedTagPair>[],
): Promise<WrittenPeople & { changedOpenids: Set<string> }> {
  await findByIndex(tx);
  const carriers = await carriersOf(tx, tenantIds, pairs);
  const rejects: Reject[] = [];
  const known: Pair[] = [];
  for (const { key, row } of pairs) {
    const carrier = carriers.get(row.openid);
    if (carrier) known.push({ carrier, tag: row.tag });
    else rejects.push({ table: "tags", key, reason: "no user has this openid" });
  }
  let changed = 0;
  const changedOpenids = new Set<string>();
  for (const tenantId of new Set(known.map(({ carrier }) => carrier.tenantId))) {
    const own = known.filter(({ carrier }) => carrier.tenantId === tenantId);
    const changes = await tagged(tx, own, await tagIds(tx, tenantId, [...new Set(own.map(({ tag }) => tag))]));
    await changeLog.append(tx, tenantId, changes);
    const openidOf = new Map(own.map(({ carrier }) => [carrier.ordinal, carrier.openid]));
    for (const { ordinals } of changes) {
      changed += ordinals.length;
      for (const ordinal of ordinals) changedOpenids.add(openidOf.get(ordinal) ?? "");
    }
  }
  return { counts: { tags: { read: 0, written: known.length, changed, rejected: rejects.length } }, rejects, changedOpenids };
}

async function carriersOf(tx: pg.PoolClient, tenantIds: readonly number[], pairs: readonly Keyed<ImportedTagPair>[]) {
  const { rows } = await tx.query<Carrier>(
    `SELECT user_id AS "userId", tenant_id AS "tenantId", ordinal, openid FROM users
     WHERE tenant_id = ANY($1::int[]) AND openid = ANY($2::text[]) ORDER BY ordinal`,
    [tenantIds, [...new Set(pairs.map(({ row }) => row.openid))]],
  );
  return new Map(rows.map((carrier) => [carrier.openid, carrier]));
}

/** By WeChat's id where the text is one that is known, else by name. A number nobody knows becomes a tag that the next sync names. */
async function tagIds(tx: pg.PoolClient, tenantId: number, tags: readonly string[]): Promise<Map<string, number>> {
  const found = await findTags(tx, tenantId, tags);
  const missing = tags.filter((tag) => !found.has(tag));
  if (missing.length === 0) return found;
  await tx.query(
    `INSERT INTO tag (tenant_id, name, wechat_tag_id)
     SELECT $1, CASE WHEN id IS NULL THEN given ELSE 'WeChat ' || given END, id
     FROM (SELECT given, CASE WHEN given ~ '^[1-9][0-9]{0,8}$' THEN given::int END AS id FROM unnest($2::text[]) AS t(given)) named
     ON CONFLICT DO NOTHING`,
    [tenantId, missing],
  );
  return new Map([...found, ...(await findTags(tx, tenantId, missing))]);
}

async function findTags(tx: pg.PoolClient, tenantId: number, tags: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.query<{ given: string; id: number }>(
    `SELECT given, coalesce(by_wechat.id, by_name.id) AS id FROM unnest($2::text[]) AS t(given)
     LEFT JOIN tag by_wechat ON by_wechat.tenant_id = $1 AND by_wechat.wechat_tag_id::text = given
     LEFT JOIN tag by_name ON by_name.tenant_id = $1 AND by_name.name = given
     WHERE coalesce(by_wechat.id, by_name.id) IS NOT NULL`,
    [tenantId, tags],
  );
  return new Map(rows.map(({ given, id }) => [given, id]));
}

async function tagged(tx: pg.PoolClient, pairs: readonly Pair[], ids: ReadonlyMap<string, number>): Promise<Tagged[]> {
  const ordinals = new Map(pairs.map(({ carrier }) => [carrier.userId, carrier.ordinal]));
  const rows = pairs.map(({ carrier, tag }) => ({ tagId: ids.get(tag) ?? 0, userId: carrier.userId }));
  const { rows: added } = await tx.query<{ tag_id: number; user_id: number }>(
    `INSERT INTO user_tag (tag_id, user_id) SELECT DISTINCT * FROM unnest($1::int[], $2::int[]) ORDER BY 1, 2
     ON CONFLICT DO NOTHING RETURNING tag_id, user_id`,
    [rows.map(({ tagId }) => tagId), rows.map(({ userId }) => userId)],
  );
  const byTag = new Map<number, number[]>();
  for (const { tag_id, user_id } of added) {
    const of = byTag.get(tag_id);
    const ordinal = ordinals.get(user_id) ?? 0;
    if (of) of.push(ordinal);
    else byTag.set(tag_id, [ordinal]);
  }
  return [...byTag].map(([tagId, of]) => ({ kind: "TAGGED" as const, tagId, ordinals: of.sort((a, b) => a - b) }));
}
