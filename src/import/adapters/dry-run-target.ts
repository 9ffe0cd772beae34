import type pg from "pg";
import { addCounts, type ImportRun, type TableCounts } from "../import-run.js";
import type { ImportedDeletionRequest, ImportedTagPair } from "../people.js";
import { rejectsOf } from "../people-page.js";
import type { Reject } from "../reject.js";
import type { ImportTarget, Keyed, Page, PlacedRecord } from "../target.port.js";
import { importPeople } from "./import-people.js";
import type { PostgresImportTargetParts } from "./postgres-import-target.js";
import { tryOut } from "./try-out.js";

/**
 * Does all that an import does, page by page, and takes each page back. What later pages must know of earlier ones (an openid
 * seen before, whose openid it was) is kept in a temporary table, so that memory stays flat and nothing remains.
 */
export class DryRunTarget implements ImportTarget {
  private session: pg.PoolClient | null = null;

  constructor(private readonly parts: PostgresImportTargetParts) {}

  async begin(): Promise<ImportRun> {
    this.session = await this.parts.database.pool.connect();
    await this.session.query("CREATE TEMP TABLE seen (user_id int, tenant_id int, openid text, PRIMARY KEY (tenant_id, openid))");
    await this.session.query("CREATE TEMP TABLE rejected (id bigserial PRIMARY KEY, table_name text, key text, reason text)");
    return { id: "dry-run", position: { phase: "people", after: null }, counts: {}, startedAt: new Date(), resumed: false };
  }

  /** Nobody gets an id here. */
  reserveUserIds(): Promise<void> {
    return Promise.resolve();
  }

  async writePeople(run: ImportRun, page: Page<PlacedRecord>): Promise<ImportRun> {
    const fresh = await this.unseen(page.rows);
    const repeated = page.rows.filter((record) => !fresh.has(record));
    const written = await tryOut(this.parts.database, (tx) => importPeople(tx, this.parts, [...fresh]));
    const before = repeated.flatMap((record) => rejectsOf(record, "another user has this openid"));
    await this.note([...page.rejects, ...before, ...written.rejects]);
    const counts = addCounts(addCounts(run.counts, page.counts), addCounts(written.counts, rejectedCounts(before)));
    return { ...run, position: page.position, counts };
  }

  async writeDeletionRequests(run: ImportRun, page: Page<Keyed<ImportedDeletionRequest>>): Promise<ImportRun> {
    const { rows } = await this.sql().query<{ found: boolean }>(
      `SELECT $3 OR EXISTS (SELECT FROM seen WHERE seen.openid = given.openid OR seen.user_id = given.user_id)
         OR EXISTS (SELECT FROM users u WHERE u.openid = given.openid AND u.tenant_id = ANY($4::int[])) AS found
       FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS given(user_id, openid, place) ORDER BY place`,
      [
        page.rows.map(({ row }) => row.userId),
        page.rows.map(({ row }) => row.openid),
        this.parts.tenantIds.length === 1,
        this.parts.tenantIds,
      ],
    );
    const lost = page.rows.filter((_, i) => !rows[i]?.found);
    return this.counted(run, page, "user_delete_request", lost, "its user is not here, so its tenant is not known");
  }

  async writeTagPairs(run: ImportRun, page: Page<Keyed<ImportedTagPair>>): Promise<ImportRun> {
    const { rows } = await this.sql().query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM seen WHERE seen.tenant_id = ANY($2::int[]) AND seen.openid = given.openid)
         OR EXISTS (SELECT FROM users u WHERE u.tenant_id = ANY($2::int[]) AND u.openid = given.openid) AS found
       FROM unnest($1::text[]) WITH ORDINALITY AS given(openid, place) ORDER BY place`,
      [page.rows.map(({ row }) => row.openid), this.parts.tenantIds],
    );
    const lost = page.rows.filter((_, i) => !rows[i]?.found);
    return this.counted(run, page, "tags", lost, "no user has this openid");
  }

  /** Nothing was begun that would have an end. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  async *rejects(): AsyncGenerator<Reject[]> {
    for (let after = "0"; ; ) {
      const { rows } = await this.sql().query<Reject & { id: bigint }>(
        `SELECT id, table_name AS "table", key, reason FROM rejected WHERE id > $1 ORDER BY id LIMIT 5000`,
        [after],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = String(last.id);
    }
  }

  async close(): Promise<void> {
    this.session?.release(true);
    this.session = null;
  }

  private sql(): pg.PoolClient {
    if (this.session === null) throw new Error("the dry run has not begun");
    return this.session;
  }

  private async unseen(records: readonly PlacedRecord[]): Promise<Set<PlacedRecord>> {
    const { rows } = await this.sql().query<{ user_id: number }>(
      `INSERT INTO seen (user_id, tenant_id, openid) SELECT * FROM unnest($1::int[], $2::int[], $3::text[])
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [records.map(({ userId }) => userId), records.map(({ tenantId }) => tenantId), records.map(({ openid }) => openid)],
    );
    const ids = new Set(rows.map(({ user_id }) => user_id));
    return new Set(records.filter(({ userId }) => ids.has(userId)));
  }

  private async counted<Row>(
    run: ImportRun,
    page: Page<Keyed<Row>>,
    table: "user_delete_request" | "tags",
    lost: readonly Keyed<Row>[],
    reason: string,
  ): Promise<ImportRun> {
    await this.note([...page.rejects, ...lost.map(({ key }) => ({ table, key, reason }))]);
    const kept = page.rows.length - lost.length;
    const counts = { [table]: { read: 0, written: kept, changed: kept, rejected: lost.length } };
    return { ...run, position: page.position, counts: addCounts(addCounts(run.counts, page.counts), counts) };
  }

  private async note(rejects: readonly Reject[]): Promise<void> {
    await this.sql().query(`INSERT INTO rejected (table_name, key, reason) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`, [
      rejects.map(({ table }) => table),
      rejects.map(({ key }) => key),
      rejects.map(({ reason }) => reason),
    ]);
  }
}

function rejectedCounts(rejects: readonly Reject[]): Record<string, TableCounts> {
  const counts: Record<string, TableCounts> = {};
  for (const { table } of rejects) {
    const before = counts[table] ?? { read: 0, written: 0, changed: 0, rejected: 0 };
    counts[table] = { ...before, rejected: before.rejected + 1 };
  }
  return counts;
}
