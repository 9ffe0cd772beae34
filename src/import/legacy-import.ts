import { cleanDeletionRequest, cleanTagPair } from "./clean/clean-others.js";
import type { ImportCounts, ImportPosition, ImportRun } from "./import-run.js";
import { PEOPLE_TABLES } from "./legacy-tables.js";
import { type PersonRecord, recordsOf } from "./packed-rows.js";
import { rejectsOf } from "./people-page.js";
import type { PeoplePage, PeopleReader } from "./people-reader.port.js";
import type { Reject } from "./reject.js";
import { type RowTable, readCounts, readRowPage } from "./row-page.js";
import type { LegacySource, SourceSurvey } from "./source.port.js";
import type { ImportTarget, Keyed, Page, PlacedRecord } from "./target.port.js";

/** Rows of each table in one transaction: the tenant's counter stays locked for it, some tenths of a second. */
export const PAGE_ROWS = 5_000;
const REQUESTS = { table: "user_delete_request", clean: cleanDeletionRequest } as const;
const TAG_PAIRS = { table: "tags", clean: cleanTagPair } as const;

export interface LegacyImportOptions {
  /** Tenant for `user.tenant_id` (null: NULL there); rows of those it does not know are rejected. */
  tenantOf(legacyTenantId: number | null): number | undefined;
  /** After each page: rows read so far, of all tables. */
  onProgress?(read: number): void;
  /** Ends it between two pages. */
  signal?: AbortSignal;
}

/** Moves the old system's data in, page by page; one that was cut off goes on after its last page, and a whole one run again changes nothing. */
export class LegacyImport {
  constructor(
    private readonly source: LegacySource,
    private readonly reader: PeopleReader,
    private readonly survey: SourceSurvey,
    private readonly target: ImportTarget,
    private readonly options: LegacyImportOptions,
  ) {}

  async run(begun: ImportRun): Promise<ImportRun> {
    const { target } = this;
    let run = await this.people(begun);
    const afterRequests: ImportPosition = { phase: "tags", after: null };
    run = await this.rows(run, REQUESTS, afterRequests, (at, page) => target.writeDeletionRequests(at, page));
    run = await this.rows(run, TAG_PAIRS, { phase: "done", after: null }, (at, page) => target.writeTagPairs(at, page));
    await target.finish(run);
    return run;
  }

  private async people(begun: ImportRun): Promise<ImportRun> {
    let run = begun;
    if (run.position.phase !== "people") return run;
    for await (const page of this.reader.pages(run.position.after)) run = await this.writePeople(run, page);
    return run;
  }

  private async writePeople(run: ImportRun, page: PeoplePage): Promise<ImportRun> {
    this.options.signal?.throwIfAborted();
    return this.reported(await this.target.writePeople(run, this.placed(page)));
  }

  private placed(page: PeoplePage): Page<PlacedRecord> {
    const rejects: Reject[] = [...page.rejects];
    const rows: PlacedRecord[] = [];
    for (const record of recordsOf(page.people)) {
      const tenantId = this.options.tenantOf(record.legacyTenantId);
      if (tenantId !== undefined) rows.push({ ...record, tenantId });
      else rejects.push(...this.withoutTenant(record));
    }
    const counts: ImportCounts = {};
    for (const table of PEOPLE_TABLES) if (this.survey[table]) counts[table] = readCounts(page.read[table], rejects, table);
    const position: ImportPosition =
      page.upTo === null ? { phase: "user_delete_request", after: null } : { phase: "people", after: page.upTo };
    return { rows, counts, rejects, position };
  }

  private withoutTenant(record: PersonRecord): Reject[] {
    const id = record.legacyTenantId;
    return rejectsOf(record, id === null ? "tenant_id is NULL, and there is no default tenant" : `tenant_id ${id} is mapped to no tenant`);
  }

  private async rows<Row>(
    begun: ImportRun,
    table: RowTable<Row>,
    following: ImportPosition,
    write: (run: ImportRun, page: Page<Keyed<Row>>) => Promise<ImportRun>,
  ): Promise<ImportRun> {
    let run = begun;
    if (run.position.phase === table.table && !this.survey[table.table]) return { ...run, position: following };
    while (run.position.phase === table.table) {
      this.options.signal?.throwIfAborted();
      const page = await readRowPage(this.source, table, run.position.after, PAGE_ROWS, following);
      run = this.reported(await write(run, page));
    }
    return run;
  }

  private reported(run: ImportRun): ImportRun {
    this.options.onProgress?.(Object.values(run.counts).reduce((sum, { read }) => sum + read, 0));
    return run;
  }
}
