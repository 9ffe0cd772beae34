import { randomBytes } from "node:crypto";
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/platform/database/database.js";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.js";
import { dump } from "../support/table-dump.js";
import { cli } from "../support/terminal.js";

const APP = "wx0123456789abcdef";
let folder: string;
let source: TestDatabase;
let env: Record<string, string>;
const targets: TestDatabase[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagcast-backup-"));
  source = await createTestDatabase();
  env = { TAGCAST_DATA_DIR: join(folder, "data"), TAGCAST_SECRET_KEY: randomBytes(32).toString("hex") };
  const account = ["--app-id", APP, "--app-secret", "0123456789abcdef0123456789abcdef", "--callback-token", "callbacktoken"];
  const on = { ...env, DATABASE_URL: source.url };
  expect((await cli(["create-tenant", "--name", "牌子", ...account], on)).code).toBe(0);
  expect((await cli(["create-operator", "--tenant", APP, "--username", "li", "--role", "ADMIN"], on)).code).toBe(0);
  expect((await cli(["create-api-key", "--tenant", APP, "--name", "crm", "--role", "VIEWER"], on)).code).toBe(0);
  expect((await cli(["seed", "--users", "3000", "--tenant", APP], on)).stderr).not.toContain("tagcast:");
  // Text that COPY must escape, and a moment, a bytea and a JSON to compare.
  await source.database.pool.query("UPDATE users SET remark = E'tab\\t, line\\nend, \\\\N, 😀' WHERE ordinal = 3");
});
afterEach(async () => {
  for (const target of targets.splice(0)) await target.drop();
});
afterAll(async () => {
  await source.drop();
  await rm(folder, { recursive: true, force: true });
});

const backUp = (to: string) => cli(["backup", join(folder, to), "--json"], { ...env, DATABASE_URL: source.url });
const restore = (from: string, target: TestDatabase) =>
  cli(["restore", join(folder, from), "--json"], { ...env, DATABASE_URL: target.url });
async function newTarget(): Promise<TestDatabase> {
  const { url, drop } = await createEmptyDatabase();
  const database = openDatabase(url);
  const target = { url, database, drop: () => database.close().then(drop) };
  targets.push(target);
  return target;
}

/** Of our schema; the record of migrations says when each was applied. */
async function tables(database: TestDatabase["database"]) {
  return (await dump(database)).filter(({ name }) => !name.includes(".") && name !== "_prisma_migrations");
}

describe("tagcast backup and restore", () => {
  it("bring back every row of every table, so that the next ones go on from there", async () => {
    expect((await backUp("whole")).code).toBe(0);
    const files = await readdir(join(folder, "whole"));
    for (const file of files) expect((await stat(join(folder, "whole", file))).mode & 0o077).toBe(0);
    const target = await newTarget();
    const restored = await restore("whole", target);
    expect({ code: restored.code, stderr: restored.stderr.includes("tagcast:") }).toEqual({ code: 0, stderr: false });
    expect(await tables(target.database)).toEqual(await tables(source.database));
    const on = { ...env, DATABASE_URL: target.url };
    expect((await cli(["create-operator", "--tenant", APP, "--username", "wang", "--role", "VIEWER"], on)).code).toBe(0);
    const { stdout } = await cli(["doctor", "--json"], { ...on, WECHAT_API_BASE_URL: "http://127.0.0.1:9", PORT: "1" });
    const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string }[] };
    const status = (check: string) => findings.find((finding) => finding.check === check)?.status;
    expect([status("migrations"), status(`audit log of ${APP}`), status(`audience index of ${APP}`)]).toEqual(["ok", "ok", "ok"]);
    // Triggers are at work again.
    await expect(target.database.pool.query("UPDATE audit_entry SET detail = 'x'")).rejects.toThrow();
  });

  it("are of one moment, whatever is written meanwhile", async () => {
    let stop = false;
    const writer = (async () => {
      // A tag and its counter move together: a backup of two moments would have one without the other.
      for (let n = 0; !stop; n++) {
        await source.database.transaction(async (tx) => {
          await tx.query("INSERT INTO tag (tenant_id, name) SELECT id, $1 FROM tenant", [`moving ${n}`]);
          await tx.query("UPDATE tenant SET approval_tolerance_people = (SELECT count(*) FROM tag)");
        });
      }
    })();
    expect((await backUp("moving")).code).toBe(0);
    stop = true;
    await writer;
    const target = await newTarget();
    expect((await restore("moving", target)).code).toBe(0);
    const { rows } = await target.database.pool.query<{ tags: number; counted: number }>(
      "SELECT (SELECT count(*)::int FROM tag) AS tags, approval_tolerance_people AS counted FROM tenant",
    );
    expect(rows[0]?.tags).toBe(rows[0]?.tags === 0 ? 0 : rows[0]?.counted);
  });

  it("refuse to mix: neither into a folder that is there nor into a database that holds anything", async () => {
    await backUp("first");
    const again = await backUp("first");
    expect({ code: again.code, why: again.stderr }).toEqual({ code: 1, why: expect.stringContaining("there already") });
    const filled = await restore("first", source);
    expect({ code: filled.code, why: filled.stderr }).toEqual({ code: 1, why: expect.stringContaining("not empty") });
  });

  it("leave nothing behind of a backup that is damaged, unfinished, or of a newer release", async () => {
    await backUp("damaged");
    await appendFile(join(folder, "damaged", "users.copy.zst"), "x");
    await backUp("unfinished");
    await rm(join(folder, "unfinished", "backup.json"));
    await backUp("newer");
    const manifest = { format: 1, at: new Date().toISOString(), migrations: ["29990101000000_later"], tables: [], sequences: [] };
    await writeFile(join(folder, "newer", "backup.json"), JSON.stringify(manifest));
    for (const [name, why] of [
      ["damaged", "users"],
      ["unfinished", "not finished"],
      ["newer", "29990101000000_later"],
    ] as const) {
      const target = await newTarget();
      const { code, stderr } = await restore(name, target);
      expect({ name, code, stderr }).toEqual({ name, code: 1, stderr: expect.stringContaining(why) });
      const { rows } = await target.database.pool.query<{ there: boolean }>("SELECT to_regclass('tenant') IS NOT NULL AS there");
      if (rows[0]?.there) expect((await target.database.pool.query("SELECT FROM tenant")).rowCount).toBe(0);
    }
  });
});
