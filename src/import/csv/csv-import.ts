import { cleanOrReject } from "../clean/dirty-row.js";
import type { ImportRun } from "../import-run.js";
import type { Reject } from "../reject.js";
import type { Page } from "../target.port.js";
import { type CsvPerson, cleanCsvRow } from "./clean-csv-row.js";
import { type CsvHeader, readHeader } from "./csv-columns.js";
import type { CsvFile, CsvLine } from "./csv-file.js";

const PAGE_ROWS = 5_000;

/** A person with the line that it came from. */
export interface CsvRecord {
  line: number;
  person: CsvPerson;
}

/** Our side: each page is one transaction with the run's position, counts and rejects. */
export interface CsvTarget {
  begin(source: string): Promise<ImportRun>;
  write(run: ImportRun, page: Page<CsvRecord>): Promise<ImportRun>;
  finish(run: ImportRun): Promise<void>;
  rejects(run: ImportRun): AsyncIterable<Reject[]>;
  close(): Promise<void>;
}

export interface CsvImportOptions {
  /** Once, of titles nobody here knows. */
  onUnknown(titles: readonly string[]): void;
  /** Hears up to which line of the file all is taken over. */
  onProgress?(line: number): void;
  pageRows?: number;
}

/** Takes a file's people over; one that was cut off goes on after its last page. */
export async function importCsv(file: CsvFile, target: CsvTarget, begun: ImportRun, options: CsvImportOptions): Promise<ImportRun> {
  const { pageRows = PAGE_ROWS } = options;
  const done = begun.position.after === null ? 0 : Number(begun.position.after);
  let run = begun;
  let header: CsvHeader | null = null;
  let page: CsvLine[] = [];
  let seen = 0;
  const write = async () => {
    if (header === null || page.length === 0) return;
    run = await target.write(run, cleaned(page, header, seen));
    options.onProgress?.(page.at(-1)?.line ?? 0);
    page = [];
  };
  for await (const row of file.rows()) {
    if (header === null) {
      header = readHeader(row.cells);
      if (header.unknown.length > 0) options.onUnknown(header.unknown);
      continue;
    }
    seen += 1;
    if (seen <= done) continue;
    page.push(row);
    if (page.length >= pageRows) await write();
  }
  if (header === null) throw new Error(`${file.path} is empty`);
  await write();
  await target.finish(run);
  return run;
}

function cleaned(lines: readonly CsvLine[], header: CsvHeader, seen: number): Page<CsvRecord> {
  const rows: CsvRecord[] = [];
  const rejects: Reject[] = [];
  for (const { line, cells } of lines) {
    const person = cleanOrReject(
      () => cleanCsvRow(cells, header),
      (reason) => rejects.push({ table: "csv", key: `line ${line}`, reason }),
    );
    if (person !== null) rows.push({ line, person });
  }
  const counts = { csv: { read: lines.length, written: 0, changed: 0, rejected: rejects.length } };
  return { rows, rejects, counts, position: { phase: "people", after: String(seen) } };
}
