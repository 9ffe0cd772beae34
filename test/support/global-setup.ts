import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/platform/database/embedded/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { makeTemplate } from "./template.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of a database whose user may create and drop others. */
    databaseAdminUrl: string;
  }
}

/** One PostgreSQL for the whole run, and in it a migrated template that each test file clones (some 50 ms instead of 300). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-test-"));
  // PostgreSQL may run as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
    try {
      await makeTemplate(server.connectionString);
    } catch (error) {
      await server.stop();
      throw error;
    }
    project.provide("databaseAdminUrl", server.connectionString);
    return async () => {
      await server.stop();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}
