import type { Command } from "commander";
import type { ExportAuditOptions } from "./export/export-audit-log.js";
import type { Terminal } from "./terminal.js";

export function addExportAudit(program: Command, terminal: Terminal): void {
  program
    .command("export-audit")
    .description(
      "Writes a tenant's audit log, one entry a line as JSON, oldest first, and checks its chain of hashes on the way: exit code 1 where it is broken.",
    )
    .option("--tenant <appId>", "whose log (default: the only tenant)")
    .option("--out <file>", "a new file, or - for standard output", "-")
    .option("--json", "the result as JSON, where the entries go to a file")
    .action(async (options: ExportAuditOptions) => {
      const { exportAudit } = await import("./export/export-audit-log.js");
      return exportAudit(options, terminal);
    });
}
