import type { PoolClient } from "pg";
import type { AudienceChange } from "../../change-log.port.js";
import { decodeOrdinals } from "../ordinal-codec.js";

/** Users of one step: some seconds of Elasticsearch's time, after which what was done is kept. */
const STEP_USERS = 20_000;
/** Rows of one step; most hold few users. */
const STEP_ROWS = 2_000;

/** A piece of the log: whom its changes concern, and up to where it goes. */
export interface LogStep {
  /** Ascending, each once. */
  ordinals: number[];
  /** Whoever carries one of them in the index carries it no longer. */
  deletedTags: number[];
  position: number;
}

interface LogRow {
  position: bigint;
  kind: AudienceChange["kind"];
  tagId: number | null;
  ordinals: Buffer;
}

/** The next piece of the log after `after`, which ends at `end`. Null: rows were trimmed. */
export async function readStep(tx: PoolClient, tenantId: number, after: number, end: number): Promise<LogStep | null> {
  const { rows } = await tx.query<LogRow>(
    `SELECT position, kind, tag_id AS "tagId", ordinals FROM audience_change
      WHERE tenant_id = $1 AND position > $2 ORDER BY position LIMIT ${STEP_ROWS}`,
    [tenantId, after],
  );
  const users = new Set<number>();
  const deletedTags: number[] = [];
  let position = after;
  for (const row of rows) {
    if (Number(row.position) !== position + 1) return null;
    position += 1;
    if (row.kind === "TAG_DELETED" && row.tagId !== null) deletedTags.push(row.tagId);
    for (const ordinal of decodeOrdinals(row.ordinals)) users.add(ordinal);
    if (users.size >= STEP_USERS) break;
  }
  if (position === after && after < end) return null;
  return { ordinals: [...users].sort((a, b) => a - b), deletedTags, position };
}
