import { resolve } from "node:path";
import { readEnvironment } from "../../config/environment.js";
import { writeBackup } from "../../platform/database/backup/write-backup.js";
import { createLogger } from "../../platform/logging/logger.js";
import { interruptible } from "../interrupt.js";
import { grouping } from "../progress.js";
import { reachDatabase } from "../reach-database.js";
import type { Terminal } from "../terminal.js";

export interface Done {
  text: string;
  data: Record<string, unknown>;
}

/** Also beside a server that runs. */
export function backUp(folder: string, terminal: Terminal): Promise<Done> {
  return interruptible(async () => {
    const environment = readEnvironment(terminal.env);
    const reached = await reachDatabase(environment, createLogger({ level: "warn", destination: terminal.stderr }));
    try {
      const path = resolve(folder);
      const { at, tables } = await writeBackup(reached.connectionString, path, ({ table, done, of }) =>
        terminal.stderr.write(`${done + 1} of ${of}: ${table}\n`),
      );
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      return {
        text: `${path} holds ${grouping(rows)} rows of ${tables.length} tables as of ${at}.\n${besides(environment)}`,
        data: { folder: path, at, rows },
      };
    } finally {
      await reached.release();
    }
  });
}

/** What else somebody needs who starts from this backup alone. */
function besides({ secretKey, bucket }: ReturnType<typeof readEnvironment>): string {
  const key = secretKey === null ? "the secret key in the data folder (without it nobody's secrets open)" : "TAGCAST_SECRET_KEY";
  return `Not in it: ${key}, and uploaded files (${bucket === null ? "the folder objects in the data folder" : `the bucket ${bucket.bucket}`}). Keep those too.`;
}
