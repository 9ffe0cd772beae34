export { CsvFile } from "./csv/csv-file.js";
export { importCsv } from "./csv/csv-import.js";
export type { ImportCounts, ImportRun, TableCounts } from "./import-run.js";
export { LegacyImport, type LegacyImportOptions, PAGE_ROWS } from "./legacy-import.js";
export { PagedPeopleReader } from "./people-page.js";
export type { PeoplePage, PeopleReader } from "./people-reader.port.js";
export type { Reject } from "./reject.js";
export { type LegacySource, peopleTables, type SourceSurvey } from "./source.port.js";
export type { ImportTarget } from "./target.port.js";
