import { join } from "node:path";
import { EmbeddedPostgresError, runningEmbeddedPostgres, startEmbeddedPostgres } from "../platform/database/embedded/index.js";
import type { Logger } from "../platform/logging/logger.js";

export interface ReachedDatabase {
  connectionString: string;
  /** Whether it is the embedded one of a Tagcast server that runs now. */
  besideServer: boolean;
  /** Stops what reaching it started; a database that was running stays up. */
  release(): Promise<void>;
}

/** Where the embedded database lies in the data folder. */
export function embeddedFolder(dataDir: string): string {
  return join(dataDir, "postgres");
}

/**
 * The database of one-shot commands: DATABASE_URL, else the embedded one, started for the command unless a running server
 * has it up already.
 */
export async function reachDatabase(
  { databaseUrl, dataDir }: { databaseUrl: string | null; dataDir: string },
  logger: Logger,
): Promise<ReachedDatabase> {
  if (databaseUrl !== null) return { connectionString: databaseUrl, besideServer: false, release: async () => undefined };
  const folder = embeddedFolder(dataDir);
  try {
    const server = await startEmbeddedPostgres({ folder, logger });
    return { connectionString: server.connectionString, besideServer: false, release: () => server.stop() };
  } catch (error) {
    // The folder is locked by a server of ours: it keeps PostgreSQL running, and we only connect.
    const running = error instanceof EmbeddedPostgresError ? runningEmbeddedPostgres(folder) : null;
    if (running === null) throw error;
    return { connectionString: running, besideServer: true, release: async () => undefined };
  }
}
