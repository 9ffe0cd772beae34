import type { PoolClient } from "pg";
import { Bitmaps, bytesOf, type Column, type ColumnSource, EXISTS, type TagSize, tagKey } from "../bitmaps.js";
import { replay } from "../replay.js";
import { readColumns } from "../stored-chunks.js";
import { TimeSlice } from "../time-slice.js";

/** More changed users than this are first brought into what is stored: each group of columns would read all of them again. */
const USERS_PER_READ = 1_000;
/** At ten million users 16 columns are 20 MB at the most. */
const READ_AT_ONCE = 16;

/** Columns kept from one question to the next, the one used longest ago first. */
export type KeptColumns = Map<string, Column>;

/** What is stored is too far behind the log, or the log no longer reaches back to it. */
export class StoredBehindError extends Error {}

/**
 * A tenant's columns at the end of the log, read from the database as they are asked for, in a REPEATABLE READ transaction. What is
 * stored stands at an earlier position: each column read is brought up to the log's end.
 */
export class StoredView implements ColumnSource {
  readonly readAtOnce = READ_AT_ONCE;

  /**
   * @param positions of what is stored, and of the log's end
   * @param kept columns at the log's end that need not be read; those read are added, and those used longest ago dropped as soon as
   * they are together larger than `mostBytes`
   */
  constructor(
    private readonly tx: PoolClient,
    private readonly tenantId: number,
    private readonly positions: { stored: number; end: number },
    private readonly kept: KeptColumns,
    private readonly mostBytes: number,
  ) {}

  async read(keys: readonly string[]): Promise<ReadonlyMap<string, Column>> {
    // Kept columns cannot be brought up to date without that of everybody, so it is always among the last used.
    const wanted = [...new Set(keys).add(EXISTS)];
    const missing = wanted.filter((key) => !this.kept.has(key));
    const read = missing.length > 0 ? await this.readStored(missing) : new Map<string, Column>();
    const found = new Map<string, Column>();
    for (const key of wanted) {
      const column = this.kept.get(key) ?? read.get(key) ?? { chunks: [], cardinality: 0 };
      found.set(key, column);
      this.kept.delete(key);
      this.kept.set(key, column);
    }
    this.trim();
    return found;
  }

  /** Stored sizes, and as many more as the log tells of. */
  async tagSizes(): Promise<readonly TagSize[]> {
    const { rows } = await this.tx.query<{ tagId: number; atMost: string }>(TAG_SIZES, [this.tenantId, String(this.positions.stored)]);
    return rows.map(({ tagId, atMost }) => ({ tagId, key: tagKey(tagId), atMost: Number(atMost) }));
  }

  private async readStored(keys: readonly string[]): Promise<ReadonlyMap<string, Column>> {
    const { tx, tenantId } = this;
    const { stored, end } = this.positions;
    const wanted = new Set(keys);
    if (stored < end) wanted.add(EXISTS);
    const columns = await readColumns(tx, tenantId, stored, { keys: [...wanted] });
    const current = await bringUp(tx, tenantId, { columns, position: stored }, end, wanted);
    if (!current) throw new StoredBehindError();
    return current;
  }

  private trim(): void {
    let bytes = 0;
    for (const column of this.kept.values()) bytes += bytesOf(column);
    for (const [key, column] of this.kept) {
      if (bytes <= this.mostBytes) return;
      this.kept.delete(key);
      bytes -= bytesOf(column);
    }
  }
}

/** The same columns, that of everybody among them, at a later position; null if that is impossible or dearer than reading them again. */
export async function bringUp(
  tx: PoolClient,
  tenantId: number,
  { columns, position }: { columns: ReadonlyMap<string, Column>; position: number },
  end: number,
  keys: ReadonlySet<string> | ReadonlyMap<string, unknown> = columns,
): Promise<ReadonlyMap<string, Column> | null> {
  if (position === end) return columns;
  const base = new Bitmaps(position, { storedAt: null }, columns);
  const limits = { only: (key: string) => keys.has(key), users: USERS_PER_READ };
  return (await replay(tx, tenantId, base, end, new TimeSlice(), limits))?.columns ?? null;
}

/** A changed user may carry any tag since; of the log's bytes each stands for one user at the most. */
const TAG_SIZES = `
  WITH stored AS (
    SELECT substr(attribute, 5)::int AS id, sum(cardinality) AS size FROM audience_chunk
    WHERE tenant_id = $1 AND attribute LIKE 'tag:%' AND cardinality > 0 GROUP BY attribute
  ), changed AS (
    SELECT tag_id AS id, sum(octet_length(ordinals)) AS size FROM audience_change WHERE tenant_id = $1 AND position > $2 GROUP BY tag_id
  )
  SELECT t.id AS "tagId", coalesce(s.size, 0) + coalesce(c.size, 0) + coalesce((SELECT size FROM changed WHERE id IS NULL), 0) AS "atMost"
  FROM tag t LEFT JOIN stored s USING (id) LEFT JOIN changed c USING (id)
  WHERE t.tenant_id = $1 ORDER BY 2 DESC, 1`;
