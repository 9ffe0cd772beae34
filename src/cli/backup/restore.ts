import { resolve } from "node:path";
import { readEnvironment } from "../../config/environment.js";
import { readBackup } from "../../platform/database/backup/read-backup.js";
import { createLogger } from "../../platform/logging/logger.js";
import { interruptible } from "../interrupt.js";
import { grouping } from "../progress.js";
import { reachDatabase } from "../reach-database.js";
import { CliError, type Terminal } from "../terminal.js";
import type { Done } from "./back-up.js";

export function restore(folder: string, terminal: Terminal): Promise<Done> {
  return interruptible(async () => {
    const environment = readEnvironment(terminal.env);
    const reached = await reachDatabase(environment, createLogger({ level: "warn", destination: terminal.stderr }));
    try {
      if (reached.besideServer) throw new CliError("a server runs on this database: stop it, and restore into an empty data folder");
      const path = resolve(folder);
      const { at, tables } = await readBackup(reached.connectionString, path, ({ table, done, of }) =>
        terminal.stderr.write(`${done + 1} of ${of}: ${table}\n`),
      );
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      return {
        text: `${grouping(rows)} rows as of ${at} are back.\n${next(environment.elasticsearch !== null)}`,
        data: { folder: path, at, rows },
      };
    } finally {
      await reached.release();
    }
  });
}

function next(search: boolean): string {
  const index = search ? "Run `tagcast reindex`: the search index is of another time. " : "";
  return (
    `${index}Mass sends that were due meanwhile follow their late policy; those under way 23 hours ago or more go on only when an operator says so. ` +
    "Run `tagcast doctor`, then start. Run syncFromWeChat for what followers did since."
  );
}
