import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations, MIGRATIONS_FOLDER, MigrationError, readMigrations } from "../../src/platform/database/migrate.js";
import { schemaDrift } from "../../src/platform/database/schema-engine.js";
import { createEmptyDatabase, createTestDatabase } from "../support/database.js";

let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;
let folder: string;

beforeEach(async () => {
  empty = await createEmptyDatabase();
  folder = mkdtempSync(join(tmpdir(), "tagcast-migrations-"));
});

afterEach(async () => {
  await empty.drop();
  rmSync(folder, { recursive: true, force: true });
});

function migration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const tables = async () =>
  (await query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")).map(({ name }) => name);

describe("applyMigrations", () => {
  it("makes exactly the tables of prisma/schema.prisma, and nothing the second time", async () => {
    const names = readMigrations().map(({ name }) => name);
    expect(await schemaDrift(empty.url)).toContain('CREATE TABLE "mass_send"');
    expect(await applyMigrations(empty.url)).toEqual(names);
    expect(await schemaDrift(empty.url)).toBe("");
    expect(await applyMigrations(empty.url)).toEqual([]);
  });

  it("applies each migration once when several processes start together", async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(empty.url)));
    expect(results.flat()).toEqual(readMigrations().map(({ name }) => name));
  });

  it("applies only what is new, in the order of the names", async () => {
    migration("20260101000000_one", "CREATE TABLE one (id int)");
    expect(await applyMigrations(empty.url, { folder })).toEqual(["20260101000000_one"]);
    migration("20260103000000_three", "ALTER TABLE two ADD COLUMN third int");
    migration("20260102000000_two", "CREATE TABLE two (id int); INSERT INTO two VALUES (1)");
    expect(await applyMigrations(empty.url, { folder })).toEqual(["20260102000000_two", "20260103000000_three"]);
    expect(await query("SELECT * FROM two")).toEqual([{ id: 1, third: null }]);
  });

  it("leaves nothing of a migration that fails half-way, and goes on after it is mended", async () => {
    migration("20260101000000_one", "CREATE TABLE one (id int); CREATE TABLE two (id no_such_type)");
    await expect(applyMigrations(empty.url, { folder })).rejects.toThrow(
      /20260101000000_one failed and left nothing behind: .*no_such_type/,
    );
    expect(await tables()).toEqual(["_prisma_migrations"]);
    migration("20260101000000_one", "CREATE TABLE one (id int)");
    expect(await applyMigrations(empty.url, { folder })).toEqual(["20260101000000_one"]);
  });

  it("refuses a database that is newer than this build", async () => {
    migration("20260101000000_one", "CREATE TABLE one (id int)");
    migration("29990101000000_future", "CREATE TABLE future (id int)");
    await applyMigrations(empty.url, { folder });
    rmSync(join(folder, "29990101000000_future"), { recursive: true });
    const refusal = applyMigrations(empty.url, { folder });
    await expect(refusal).rejects.toThrow(MigrationError);
    await expect(refusal).rejects.toThrow(/newer than this release.*29990101000000_future/);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    migration("20260101000000_one", "CREATE TABLE one (id int)");
    await applyMigrations(empty.url, { folder });
    migration("20260101000000_one", "CREATE TABLE one (id bigint)");
    await expect(applyMigrations(empty.url, { folder })).rejects.toThrow(/20260101000000_one was changed after/);
  });

  it("refuses a migration that another tool began and did not finish", async () => {
    migration("20260101000000_one", "CREATE TABLE one (id int)");
    await applyMigrations(empty.url, { folder });
    await query("UPDATE _prisma_migrations SET finished_at = NULL");
    await expect(applyMigrations(empty.url, { folder })).rejects.toThrow(/20260101000000_one was begun by another tool and not finished/);
  });

  it("says when the migrations are not installed", async () => {
    await expect(applyMigrations(empty.url, { folder: join(folder, "absent") })).rejects.toThrow(/migrations are missing/);
    expect(readMigrations(MIGRATIONS_FOLDER).length).toBeGreaterThan(0);
  });
});

describe("createTestDatabase", () => {
  it("gives each caller a migrated database of its own", async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      await one.database.pool.query("INSERT INTO login_attempt (key, count, expires_at) VALUES ('a', 1, now())");
      expect(await one.database.prisma.loginAttempt.count()).toBe(1);
      expect(await two.database.prisma.loginAttempt.count()).toBe(0);
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
  });
});
