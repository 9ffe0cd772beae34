export { UserExportColumn, UserExportHeader, UserExportStatus } from "./export.enums.js";
export { ExportService, exportInWords } from "./export.service.js";
export { ExportUsersInput, UserExport } from "./export.types.js";
export { DEFAULT_COLUMNS } from "./export-columns.js";
export { EXPORTS } from "./export-key.js";
export { fileNameAt, readColumns } from "./export-order.js";
export { EXPORT_LEASE_MS, ExportRunner } from "./export-runner.js";
export type {
  ExportFiles,
  ExportPosition,
  ExportQueue,
  ExportStore,
  ExportSweepStore,
  ExportWork,
  ExportWorkStore,
  NewExport,
} from "./export-store.port.js";
export { EXPORT_FILES_MS, EXPORT_WAKE_MS, ExportSweeper } from "./export-sweeper.js";
export { type ExportPlan, ExportWriter, PAGE_USERS } from "./export-writer.js";
