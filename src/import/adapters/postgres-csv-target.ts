import type pg from "pg";
import type { AudienceChangeLog } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { ErasedPeople } from "../../users/index.js";
import type { CsvRecord, CsvTarget } from "../csv/csv-import.js";
import { addCounts, type ImportCounts, type ImportRun } from "../import-run.js";
import type { Reject } from "../reject.js";
import type { Page } from "../target.port.js";
import { FIND_BY_OPENID, FIND_OTHERS, INSERT_NEW, REFUSE_ERASED, STAGE, UPDATE_USERS, UPSERT_INFO } from "./csv-sql.js";
import { beginRun, finishRun, readRejects, saveRun } from "./import-runs.js";
import { importTagPairs } from "./import-tag-pairs.js";
import { tryOut } from "./try-out.js";

export interface PostgresCsvTargetParts {
  database: Pick<Database, "pool" | "transaction">;
  changeLog: AudienceChangeLog;
  erased: ErasedPeople;
  tenantId: number;
  /** Takes every page back; then people whom an earlier page would have made are not found by later ones without openid. */
  dryRun: boolean;
}

interface WrittenPage {
  counts: ImportCounts;
  rejects: Reject[];
}

/** Writes a file's people into one tenant. */
export class PostgresCsvTarget implements CsvTarget {
  private session: pg.PoolClient | null = null;

  constructor(private readonly parts: PostgresCsvTargetParts) {}

  async begin(source: string): Promise<ImportRun> {
    this.session ??= await this.parts.database.pool.connect();
    // A dry run is a run of its own, that nobody goes on with.
    return beginRun(this.session, this.parts.dryRun ? `dry run ${Date.now()} ${source}` : source);
  }

  async write(run: ImportRun, page: Page<CsvRecord>): Promise<ImportRun> {
    const { database, dryRun } = this.parts;
    const save = (tx: pg.PoolClient, written: WrittenPage) => this.save(tx, run, page, written);
    if (!dryRun) return database.transaction(async (tx) => save(tx, await this.writePage(tx, page.rows)));
    const written = await tryOut(database, (tx) => this.writePage(tx, page.rows));
    return database.transaction((tx) => save(tx, written));
  }

  finish(run: ImportRun): Promise<void> {
    return finishRun(this.parts.database.pool, run);
  }

  rejects(run: ImportRun): AsyncIterable<Reject[]> {
    return readRejects(this.parts.database.pool, run);
  }

  async close(): Promise<void> {
    this.session?.release(true);
    this.session = null;
  }

  private async save(tx: pg.PoolClient, run: ImportRun, page: Page<CsvRecord>, written: WrittenPage): Promise<ImportRun> {
    const next = { ...run, position: page.position, counts: addCounts(addCounts(run.counts, page.counts), written.counts) };
    await saveRun(tx, next, [...page.rejects, ...written.rejects]);
    return next;
  }

  private async writePage(tx: pg.PoolClient, records: readonly CsvRecord[]): Promise<WrittenPage> {
    const { tenantId, changeLog } = this.parts;
    await tx.query(STAGE, [JSON.stringify(records.map(staged))]);
    const changed = await this.writePeople(tx);
    const { rows: lost } = await tx.query<{ line: number; problem: string }>(
      "SELECT line, problem FROM csv_rows WHERE problem IS NOT NULL ORDER BY line",
    );
    const rejects = lost.map(({ line, problem }) => ({ table: "csv", key: `line ${line}`, reason: problem }));
    const { rows: pairs } = await tx.query<{ openid: string; tag: string }>(
      "SELECT u.openid, tag FROM csv_rows r JOIN users u USING (user_id), unnest(r.tags) AS tag",
    );
    const tagged = await importTagPairs(
      tx,
      { tenantIds: [tenantId], changeLog },
      pairs.map((row) => ({ key: "", row })),
    );
    for (const openid of tagged.changedOpenids) changed.add(openid);
    const counts = { read: 0, written: records.length - rejects.length, changed: changed.size, rejected: rejects.length };
    return { counts: { csv: counts }, rejects };
  }

  private async refuseErased(tx: pg.PoolClient): Promise<void> {
    const { tenantId, erased } = this.parts;
    const { rows } = await tx.query<{ openid: string }>("SELECT openid FROM csv_rows WHERE user_id IS NULL AND openid IS NOT NULL");
    const openids = await erased.among(
      tx,
      tenantId,
      rows.map(({ openid }) => openid),
    );
    if (openids.size > 0) await tx.query(REFUSE_ERASED, [[...openids]]);
  }

  /** Gives the openids of those who are new or differ now. */
  private async writePeople(tx: pg.PoolClient): Promise<Set<string>> {
    const { tenantId, changeLog } = this.parts;
    await tx.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING", [tenantId]);
    const { rows: counters } = await tx.query<{ next: number }>(
      "SELECT next_ordinal AS next FROM tenant_counter WHERE tenant_id = $1 FOR UPDATE",
      [tenantId],
    );
    await tx.query(FIND_BY_OPENID, [tenantId]);
    await tx.query(FIND_OTHERS, [tenantId]);
    await this.refuseErased(tx);
    const next = counters[0]?.next ?? 0;
    const added = await userIds(tx, INSERT_NEW, [tenantId, next]);
    await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [tenantId, next + added.size]);
    const touched = new Set([...added, ...(await userIds(tx, UPDATE_USERS)), ...(await userIds(tx, UPSERT_INFO))]);
    const { rows } = await tx.query<{ ordinal: number; openid: string }>(
      "SELECT ordinal, openid FROM users WHERE user_id = ANY($1::int[]) ORDER BY ordinal",
      [[...touched]],
    );
    if (rows.length > 0) await changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals: rows.map(({ ordinal }) => ordinal) }]);
    return new Set(rows.map(({ openid }) => openid));
  }
}

async function userIds(tx: pg.PoolClient, statement: string, values: unknown[] = []): Promise<Set<number>> {
  const { rows } = await tx.query<{ user_id: number }>(statement, values);
  return new Set(rows.map(({ user_id }) => user_id));
}

function staged({ line, person }: CsvRecord): object {
  const { realName, provinceId, cityId, regionId, ...same } = person;
  return { line, ...same, real_name: realName, province_id: provinceId, city_id: cityId, region_id: regionId };
}
