import {
  type AudienceChange,
  type AudienceChangeLog,
  type AudienceChangeReader,
  type LoggedUsers,
  MAX_CHANGE_USERS,
  type SqlExecutor,
} from "../change-log.port.js";
import { decodeOrdinals, encodeOrdinals } from "./ordinal-codec.js";

interface LogRow {
  kind: AudienceChange["kind"];
  tagId: number | null;
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
    await transaction.query(
      `INSERT INTO audience_change (tenant_id, position, kind, tag_id, ordinals)
       SELECT $1, $2::bigint + i - 1, kind, tag_id, ordinals
         FROM unnest($3::text[], $4::int[], $5::bytea[]) WITH ORDINALITY AS change (kind, tag_id, ordinals, i)`,
      [tenantId, String(first), rows.map(({ kind }) => kind), rows.map(({ tagId }) => tagId), rows.map(({ ordinals }) => ordinals)],
    );
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

function toRows(change: AudienceChange): LogRow[] {
  if (change.kind === "TAG_DELETED") return [{ kind: change.kind, tagId: change.tagId, ordinals: Buffer.alloc(0) }];
  const tagId = change.kind === "USERS" ? null : change.tagId;
  const rows: LogRow[] = [];
  for (let from = 0; from < change.ordinals.length; from += MAX_CHANGE_USERS) {
    rows.push({ kind: change.kind, tagId, ordinals: encodeOrdinals(change.ordinals.slice(from, from + MAX_CHANGE_USERS)) });
  }
  return rows;
}
