import type { Command } from "commander";
import type { ImportCommandOptions } from "./import/options.js";
import { tenantMap } from "./import/tenant-map.js";
import { type Terminal, UsageError } from "./terminal.js";

export function addImport(program: Command, terminal: Terminal): void {
  program
    .command("import")
    .description(
      "Moves data in: the old system's users, profiles, preferences, deletion requests and tags, or a CSV file's people. What was cut off goes on when run again; run whole again it changes nothing.",
    )
    .argument("<source>", "mysql://user@host:port/database (the password in TAGCAST_IMPORT_PASSWORD, or asked for), or a CSV file")
    .option("--tenant <appId>", "where rows without tenant_id go, and all where no --tenant-map is given (default: the only tenant)")
    .option(
      "--tenant-map <map>",
      "which tenant_id of the old system is which tenant, as in 1=wx0123456789abcdef,2=wxfedcba9876543210",
      tenantMap,
    )
    .option("--tags-table <name>", "table with one pair of openid and tag a row")
    .option("--rejects <file>", "where rows that could not be taken over are listed (default: tagcast-import-rejects.csv)")
    .option("--dry-run", "says what would happen, and changes nothing")
    .option("--json", "the result as JSON")
    .action(async (source: string, options: ImportCommandOptions) => {
      if (source.startsWith("mysql:")) {
        if (URL.parse(source) === null) throw new UsageError("give the old database as mysql://user@host:port/database");
        const { importFromMysql } = await import("./import/import-from-mysql.js");
        return importFromMysql(source, options, terminal);
      }
      if (options.tenantMap || options.tagsTable)
        throw new UsageError("--tenant-map and --tags-table are for an old database, not for a file");
      const { importFromCsv } = await import("./import/import-from-csv.js");
      return importFromCsv(source, options, terminal);
    });
}
