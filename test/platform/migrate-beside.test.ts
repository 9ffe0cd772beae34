import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { applyMigrations, MIGRATIONS_FOLDER, readMigrations } from "../../src/platform/database/migrate.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const NEXT = "29990101000000_next";
const TABLES = ["tenant", "operator", "users", "user_info", "tag", "user_tag", "mass_send", "mass_send_batch", "callback"];
/** What the migration of a next release may be: each table gets a column, and there is a new one. */
const EXPAND = [
  ...TABLES.map((table) => `ALTER TABLE ${table} ADD COLUMN next_release TEXT NOT NULL DEFAULT ''`),
  "CREATE TABLE next_part (id INT PRIMARY KEY, user_id INT REFERENCES users (user_id))",
].join(";\n");

let world: World;
let admin: Client;
let folder: string;
let other: pg.Client;

beforeAll(async () => {
  world = await createWorld({ followers: 50 });
  admin = await world.operator(Role.ADMIN);
  folder = mkdtempSync(join(tmpdir(), "tagcast-migrations-"));
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  mkdirSync(join(folder, NEXT));
  writeFileSync(join(folder, NEXT, "migration.sql"), EXPAND);
  other = new pg.Client({ connectionString: world.test.url });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

let tags = 0;
/** What operators do all day, by statements prepared before the migration, too. */
async function work(): Promise<void> {
  await admin.get("{ users(first: 5) { totalCount edges { node { id info { nickname } tags { name } } } } }");
  const input = { name: `tag ${++tags}` };
  const { createTag } = await admin.get<{ createTag: { id: string } }>("mutation($i: TagInput!) { createTag(input: $i) { id } }", {
    i: input,
  });
  await admin.get("query($a: AudienceInput!) { tagPreview(audience: $a) { count } }", { a: { tag: createTag.id } });
  await admin.get("{ massSends(first: 5) { edges { node { id status } } } }");
}

const waiting = async () =>
  (await world.test.database.pool.query("SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")).rows.length;

describe("a migration beside processes of the former version", { timeout: 120_000 }, () => {
  it("is applied once by two that migrate at once, and nobody waits for it while it waits for a table", async () => {
    await work();
    // As a backup does, or somebody's open session.
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM mass_send_batch LIMIT 1");
    const migrating = Promise.all([applyMigrations(world.test.url, { folder }), applyMigrations(world.test.url, { folder })]);
    for (let round = 0; round < 3; round++) {
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 20_000, interval: 5 });
      await work();
      await admin.get("{ massSends(first: 5) { edges { node { id batches(first: 5) { edges { node { index } } } } } } }");
    }
    await other.query("COMMIT");
    expect((await migrating).flat()).toEqual([NEXT]);
    for (let round = 0; round < 3; round++) await work();
    const { rows } = await world.test.database.pool.query<{ name: string }>("SELECT migration_name AS name FROM _prisma_migrations");
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...readMigrations().map(({ name }) => name), NEXT]);
  });

  it("says what to do when a table is held for too long, and has changed nothing", async () => {
    mkdirSync(join(folder, "29990102000000_after"));
    writeFileSync(
      join(folder, "29990102000000_after", "migration.sql"),
      "ALTER TABLE tag ADD COLUMN after TEXT; ALTER TABLE users ADD COLUMN after TEXT",
    );
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM users LIMIT 1");
    await expect(applyMigrations(world.test.url, { folder, patienceMs: 0 })).rejects.toThrow(
      /29990102000000_after left nothing behind: .* somebody held a table that it changes/,
    );
    await work();
    await other.query("COMMIT");
    expect(await applyMigrations(world.test.url, { folder })).toEqual(["29990102000000_after"]);
    await work();
  });
});
