import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CliRun, cli } from "../support/terminal.js";
import { createLegacyDatabase, type LegacyDatabase } from "./legacy-database.js";

export interface RejectLine {
  table: string;
  key: string;
  reason: string;
}

export type Counts = Record<string, { read: number; written: number; changed: number; rejected: number }>;

export interface ImportResult {
  run: CliRun;
  tables: Counts;
  rejects: RejectLine[];
}

/** An old database, a new one with tenants, and the command between them. */
export interface ImportWorld {
  legacy: LegacyDatabase;
  test: TestDatabase;
  /** For a process of its own. */
  env: Record<string, string>;
  rejectsFile: string;
  /** Runs `tagcast import` and reads what it left; fails where it fails. */
  import(...more: string[]): Promise<ImportResult>;
  tenantId(appId: string): Promise<number>;
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const APPS = ["wxbrandone0001", "wxbrandtwo0002"] as const;

/** Of every world, so that tests may open what was sealed. */
export const SECRET_KEY = "5e".repeat(32);

export async function createImportWorld(tenants: readonly string[] = APPS.slice(0, 1)): Promise<ImportWorld> {
  const legacy = await createLegacyDatabase(inject("legacyAdminUrl"));
  const test = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "tagcast-import-"));
  chmodSync(folder, 0o711);
  const env = {
    DATABASE_URL: test.url,
    TAGCAST_DATA_DIR: folder,
    TAGCAST_IMPORT_PASSWORD: legacy.password,
    TAGCAST_SECRET_KEY: SECRET_KEY,
  };
  const rejectsFile = join(folder, "rejects.csv");
  for (const appId of tenants) {
    const secrets = ["--app-secret", "0123456789abcdef0123456789abcdef", "--callback-token", "callbacktoken"];
    const made = await cli(["create-tenant", "--name", appId, "--app-id", appId, ...secrets], env);
    if (made.code !== 0) throw new Error(made.stderr);
  }
  const rows = async <Row>(sql: string, values: unknown[] = []) => (await test.database.pool.query(sql, values)).rows as Row[];
  return {
    legacy,
    test,
    env,
    rejectsFile,
    rows,
    tenantId: async (appId) => (await rows<{ id: number }>("SELECT id FROM tenant WHERE app_id = $1", [appId]))[0]?.id ?? 0,
    import: async (...more) => {
      const run = await cli(["import", legacy.url, "--rejects", rejectsFile, "--json", ...more], env);
      if (run.code !== 0) throw new Error(run.stderr);
      return { run, tables: JSON.parse(run.stdout).tables, rejects: readRejects(rejectsFile) };
    },
    close: async () => {
      await legacy.drop();
      await test.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function readRejects(path: string): RejectLine[] {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n").slice(1);
  return lines.map((line) => {
    const [, table = "", key = "", quoted, plain] = /^([^,]*),([^,]*),(?:"(.*)"|(.*))$/.exec(line) ?? [];
    return { table, key, reason: quoted ?? plain ?? "" };
  });
}

/** How often each reason stands in the file, by table. */
export function reasonsOf(rejects: readonly RejectLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { table, reason } of rejects) counts[`${table}: ${reason}`] = (counts[`${table}: ${reason}`] ?? 0) + 1;
  return counts;
}

export function expectAddsUp(tables: Counts, rejects: readonly RejectLine[]): void {
  for (const [table, { read, written, rejected }] of Object.entries(tables)) {
    if (read !== written + rejected) throw new Error(`${table}: ${read} read, but ${written} written and ${rejected} rejected`);
    const listed = rejects.filter((reject) => reject.table === table).length;
    if (listed !== rejected) throw new Error(`${table}: ${rejected} rejected, but ${listed} listed`);
  }
}
