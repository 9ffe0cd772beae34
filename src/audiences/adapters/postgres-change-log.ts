import {
  type AudienceChange,
  type AudienceChangeLog,
  type AudienceChangeReader,
  type ChangeOrigin,
  type LoggedUsers,
  MAX_CHANGE_USERS,
  type SqlExecutor,
} from "../change-log.port.js";
import { decodeOrdinals, encodeOrdinals } from "./ordinal-codec.js";

interface LogRow {
  kind: AudienceChange["kind"];
  tagId: number | null;
  by: ChangeOrigin | undefined;
  users: number;
  ordinals: Buffer;
}

/** Writes audience_change. The counter row is taken by UPDATE, so a later writer waits until this transaction ends: positions are in commit order. */
export class PostgresChangeLog implements AudienceChangeLog, AudienceChangeReader {
  async append(transaction: SqlExecutor, tenantId: number, changes: readonly AudienceChange[]): Promise<void> {
    const rows = changes.flatMap(toRows);
    if (rows.length === 0) return;
    const { rows: counters } = await transaction.query<{ position: bigint | string }>(
      "UPDATE tenant_counter SET change_position = change_position + $2 WHERE tenant_id = $1 RETURNING change_position AS position",
      [tenantId, rows.length],
    );
    const [counter] = counters;
    if (!counter) throw new Error(`tenant ${tenantId} has no row in tenant_counter`);
    const first = BigInt(counter.position) - BigInt(rows.length) + 1n;
    await transaction.query(APPEND, [
      tenantId,
      String(first),
      rows.map(({ kind }) => kind),
      rows.map(({ tagId }) => tagId),
      rows.map(({ ordinals }) => ordinals),
      rows.map(({ users }) => users),
      rows.map(({ by }) => by?.jobId ?? null),
      rows.map(({ by }) => by?.rootId ?? null),
    ]);
  }

  async read(sql: SqlExecutor, tenantId: number, part: Parameters<AudienceChangeReader["read"]>[2]) {
    const { rows } = await sql.query<{ position: bigint | string; tagId: number | null; ordinals: Buffer }>(
      `SELECT position, tag_id AS "tagId", ordinals FROM audience_change
       WHERE tenant_id = $1 AND position > $2 AND position <= $3 AND kind <> 'TAG_DELETED' AND (tag_id IS NULL OR tag_id = ANY($4::int[]))
       ORDER BY position LIMIT $5`,
      [tenantId, String(part.after), String(part.to), part.tagIds, part.rows],
    );
    const changes: LoggedUsers[] = [];
    let users = 0;
    for (const { position, tagId, ordinals } of rows) {
      const change = { tagId, ordinals: decodeOrdinals(ordinals) };
      changes.push(change);
      users += change.ordinals.length;
      if (users >= part.users) return { changes, position: BigInt(position) };
    }
    return { changes, position: rows.length < part.rows ? part.to : BigInt(rows.at(-1)?.position ?? part.to) };
  }
}

/** Of tags that tag jobs changed, the row is also kept for those who take a job back. */
const APPEND = `
  WITH change AS MATERIALIZED (
    SELECT $2::bigint + i - 1 AS position, kind, tag_id, ordinals, users, job_id, root_id
    FROM unnest($3::text[], $4::int[], $5::bytea[], $6::int[], $7::uuid[], $8::uuid[]) WITH ORDINALITY
      AS given (kind, tag_id, ordinals, users, job_id, root_id, i)),
  kept AS (
    INSERT INTO tag_change (tag_id, position, tenant_id, added, job_id, root_id, users, ordinals)
    SELECT tag_id, position, $1, kind = 'TAGGED', job_id, root_id, users, ordinals FROM change
    WHERE kind IN ('TAGGED', 'UNTAGGED')
      AND (job_id IS NOT NULL OR EXISTS (SELECT 1 FROM tag_change before WHERE before.tag_id = change.tag_id)))
  INSERT INTO audience_change (tenant_id, position, kind, tag_id, ordinals)
  SELECT $1, position, kind, tag_id, ordinals FROM change`;

function toRows(change: AudienceChange): LogRow[] {
  if (change.kind === "TAG_DELETED")
    return [{ kind: change.kind, tagId: change.tagId, by: undefined, users: 0, ordinals: Buffer.alloc(0) }];
  const [tagId, by] = change.kind === "USERS" ? [null, undefined] : [change.tagId, change.by];
  const rows: LogRow[] = [];
  for (let from = 0; from < change.ordinals.length; from += MAX_CHANGE_USERS) {
    const part = change.ordinals.slice(from, from + MAX_CHANGE_USERS);
    rows.push({ kind: change.kind, tagId, by, users: part.length, ordinals: encodeOrdinals(part) });
  }
  return rows;
}
