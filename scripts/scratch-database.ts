// A PostgreSQL of its own in a temporary folder, for scripts that compare schemas.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { silentLogger } from "../src/platform/logging/logger.js";

/** Runs `work` with the address of an empty database, which is gone afterwards. */
export async function withScratchDatabase<T>(work: (connectionString: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-scratch-"));
  // PostgreSQL may run as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  try {
    const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
    try {
      return await work(server.connectionString);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
