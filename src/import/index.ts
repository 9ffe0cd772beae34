export { CsvFile } from "./csv/csv-file.js";
export { importCsv } from "./csv/csv-import.js";
export type { ImportCounts, ImportRun, TableCounts } from "./import-run.js";
export { LegacyImport, type LegacyImportOptions } from "./legacy-import.js";
export type { Reject } from "./reject.js";
export type { LegacySource, SourceSurvey } from "./source.port.js";
export type { ImportTarget } from "./target.port.js";
