import type { Database } from "../../platform/database/database.js";
import type { SqlExecutor } from "../change-log.port.js";
import { OrdinalBits } from "../ordinal-bits.js";
import { type JobChanges, TAG_HISTORY_KEPT, type TagHistory, type TagHistoryEntry } from "../tag-history.port.js";
import { decodeOrdinals } from "./ordinal-codec.js";

/** Entries read at once: up to half a million users, some milliseconds of decoding. */
const PAGE = 50;
/** Deleted at once, so that no lock lasts. */
const TRIMMED_AT_ONCE = 1_000;

interface Row {
  tag_id: number;
  position: bigint;
  added: boolean;
  users: number;
  job_id: string | null;
  root_id: string | null;
  ordinals: Buffer;
}

/** Reads tag_change; PostgresChangeLog writes it. */
export class PostgresTagHistory implements TagHistory {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async changesOf(jobId: string, tagIds: readonly number[]): Promise<JobChanges> {
    const users = new OrdinalBits();
    let recorded = 0;
    let last: Row | undefined;
    do {
      const rows: Row[] = (await this.database.pool.query<Row>(OF_JOB, [jobId, last?.tag_id ?? 0, String(last?.position ?? 0)])).rows;
      for (const row of rows) {
        recorded += row.users;
        if (tagIds.includes(row.tag_id)) users.add(decodeOrdinals(row.ordinals));
      }
      last = rows.at(-1);
    } while (last !== undefined);
    return { users: users.toSet(), recorded };
  }

  async beginningOf(jobId: string, tagId: number): Promise<bigint | null> {
    const { rows } = await this.database.pool.query<{ position: bigint | null }>(
      "SELECT min(position) AS position FROM tag_change WHERE job_id = $1 AND tag_id = $2",
      [jobId, tagId],
    );
    return rows[0]?.position ?? null;
  }

  async read(sql: SqlExecutor, tagId: number, after: bigint, limit: number): Promise<TagHistoryEntry[]> {
    const { rows } = await sql.query<Row>(
      `SELECT position, added, job_id, root_id, ordinals FROM tag_change WHERE tag_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
      [tagId, String(after), limit],
    );
    return rows.map(({ position, added, job_id: jobId, root_id: rootId, ordinals }) => ({
      position: BigInt(position),
      added,
      origin: jobId === null || rootId === null ? null : { jobId, rootId },
      ordinals: decodeOrdinals(ordinals),
    }));
  }

  async takenBack(tagId: number, after: bigint): Promise<Set<string>> {
    const { rows } = await this.database.pool.query<{ root_id: string }>(
      "SELECT DISTINCT root_id FROM tag_change WHERE tag_id = $1 AND position > $2 AND job_id <> root_id",
      [tagId, String(after)],
    );
    return new Set(rows.map(({ root_id }) => root_id));
  }

  async trim(): Promise<number> {
    let trimmed = 0;
    for (let deleted = TRIMMED_AT_ONCE; deleted === TRIMMED_AT_ONCE; trimmed += deleted) {
      deleted = (await this.database.pool.query(TRIM)).rowCount ?? 0;
    }
    return trimmed;
  }
}

const OF_JOB = `
  SELECT tag_id, position, users, ordinals FROM tag_change
  WHERE job_id = $1 AND (tag_id, position) > ($2, $3) ORDER BY tag_id, position LIMIT ${PAGE}`;

/** The oldest first: their times ascend with their positions, so what is left of a tag has no gap. */
const TRIM = `
  DELETE FROM tag_change WHERE (tag_id, position) IN (
    SELECT tag_id, position FROM tag_change WHERE at < now() - interval '${TAG_HISTORY_KEPT}' ORDER BY at LIMIT ${TRIMMED_AT_ONCE})`;
