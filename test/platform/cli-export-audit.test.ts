import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredEntry } from "../support/audit.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { tamper } from "../support/tamper.js";
import { cli } from "../support/terminal.js";

const APP_ID = "wx0123456789abcdef";
const OTHER = "wxfedcba9876543210";
let test: TestDatabase;
let folder: string;
let env: Record<string, string>;

interface Entry extends StoredEntry {
  id: string;
  at: string;
}

/** What the commands of two tenants leave in their logs. */
beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "tagcast-cli-audit-"));
  chmodSync(folder, 0o711);
  const more = { TAGCAST_OPERATOR_PASSWORD: "correct horse battery" };
  env = { DATABASE_URL: test.url, TAGCAST_DATA_DIR: join(folder, "data"), TAGCAST_SECRET_KEY: randomBytes(32).toString("hex"), ...more };
  const csv = join(folder, "people.csv");
  writeFileSync(csv, "openid,phone\no-import-1,13800138000\no-import-2,13900139000\n");
  for (const appId of [APP_ID, OTHER])
    await done("create-tenant", "--name", "咖啡店", "--app-id", appId, "--app-secret", "first-secret", "--callback-token", "firsttoken");
  await done("create-operator", "--tenant", APP_ID, "--username", "ada", "--role", "ADMIN");
  await done("update-tenant", "--app-id", APP_ID, "--approval", "REQUIRED", "--quiet-hours", "21:00-09:00");
  await done("update-tenant", "--app-id", APP_ID, "--app-secret", "second-secret");
  await done("seed", "--users", "50", "--tenant", APP_ID);
  await done("import", csv, "--tenant", APP_ID, "--rejects", join(folder, "rejects.csv"));
  await done("export", "--tenant", APP_ID, "--unmasked", "--out", join(folder, "all.csv"));
}, 180_000);
afterAll(async () => {
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function done(...args: string[]): Promise<void> {
  const { code, stderr } = await cli(args, env);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
}
const run = (...args: string[]) => cli(["export-audit", ...args], env);
const entriesIn = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);
const tenantIdOf = async (appId: string) =>
  (await test.database.pool.query<{ id: number }>("SELECT id FROM tenant WHERE app_id = $1", [appId])).rows[0]?.id ?? 0;

/** The chain as somebody else would check it, from the lines alone. */
function hashesOf(entries: readonly Entry[], tenantId: number): string[] {
  let previous = "0".repeat(64);
  return entries.map(({ at, operator, action, target, detail, before, after }) => {
    const objects = before === null && after === null ? [] : [before, after];
    const sealed = JSON.stringify([previous, tenantId, at, operator, action, target, detail, ...objects]);
    previous = createHash("sha256").update(sealed).digest("hex");
    return previous;
  });
}

describe("the command line's own acts", () => {
  it("are in the log: each once, in order, with hashes of what they changed, and no secret", async () => {
    const entries = entriesIn((await run("--tenant", APP_ID)).stdout);
    expect(entries.map(({ operator, action }) => `${operator}: ${action}`)).toEqual([
      ...["createTenant", "createOperator", "updateTenant", "updateTenant", "seed", "import", "exportUsers"].map((act) => `cli: ${act}`),
    ]);
    const [created, , ruled, resealed] = entries;
    expect(created).toMatchObject({ before: null, after: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(ruled).toMatchObject({ detail: "approval REQUIRED, quietHours 21:00-09:00", before: created?.after });
    expect(ruled?.after).not.toBe(ruled?.before);
    expect(resealed).toMatchObject({ detail: "appSecret", before: ruled?.after });
    expect(JSON.stringify(entries)).not.toMatch(/secret"|second-secret|firsttoken|correct horse|13800138000|o-import/);
  });
});

describe("tagcast export-audit", () => {
  it("writes one entry a line, oldest first, so that anybody can check the chain, and says the newest hash", async () => {
    const { code, stdout, stderr } = await run("--tenant", APP_ID);
    const entries = entriesIn(stdout);
    expect(code).toBe(0);
    expect(entries.map(({ hash }) => hash)).toEqual(hashesOf(entries, await tenantIdOf(APP_ID)));
    expect(stderr).toContain(`${entries.length} entries written, each in its chain; the newest hash is ${entries.at(-1)?.hash}`);
  });

  it("writes a file for its owner only, once, and one tenant's entries only", async () => {
    const out = join(folder, "audit.jsonl");
    const { code, stdout } = await run("--tenant", OTHER, "--out", out, "--json");
    const entries = entriesIn(readFileSync(out, "utf8"));
    expect([code, JSON.parse(stdout)]).toEqual([0, { entries: 1, newestHash: entries[0]?.hash, file: out }]);
    expect(statSync(out).mode & 0o077).toBe(0);
    expect(await run("--tenant", OTHER, "--out", out)).toMatchObject({ code: 1, stderr: expect.stringContaining("is there already") });
  });

  it.each([
    ["which tenant, where there are two", [], 1, "--tenant"],
    ["a tenant that is none", ["--tenant", "wxnone"], 1, "wxnone"],
    ["--json on standard output", ["--tenant", APP_ID, "--json"], 2, "--out"],
  ])("refuses to guess %s", async (_what, args, code, complaint) => {
    expect(await run(...args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(complaint) });
  });

  it("of more than a page of entries writes them all", async () => {
    const tenantId = await tenantIdOf(OTHER);
    for (let i = 0; i < 3; i += 1) await done("update-tenant", "--app-id", OTHER, "--name", `茶店${i}`);
    // As many as a page holds twice over, sealed as the log seals them.
    const [last] = entriesIn((await run("--tenant", OTHER)).stdout).slice(-1);
    let previous = last?.hash ?? "";
    for (let i = 0; i < 2_100; i += 1) {
      const at = new Date();
      const sealed = JSON.stringify([previous, tenantId, at.toISOString(), "key:many", "createTag", `tag:${i}`, null]);
      previous = createHash("sha256").update(sealed).digest("hex");
      await test.database.pool.query(
        "INSERT INTO audit_entry (tenant_id, at, operator, action, target, hash) VALUES ($1, $2, 'key:many', 'createTag', $3, $4)",
        [tenantId, at, `tag:${i}`, previous],
      );
    }
    const { code, stdout } = await run("--tenant", OTHER);
    const entries = entriesIn(stdout);
    expect([code, entries.length, entries.at(-1)?.hash]).toEqual([0, 2_104, previous]);
    expect(entries.map(({ hash }) => hash)).toEqual(hashesOf(entries, tenantId));
  });

  it("ends with 1 where an entry was altered, names it, and writes what there is all the same", async () => {
    const before = entriesIn((await run("--tenant", APP_ID)).stdout);
    const third = before[2];
    await tamper(test.database, "UPDATE audit_entry SET detail = 'approval OPTIONAL' WHERE id = $1", [third?.id]);
    const { code, stdout, stderr } = await run("--tenant", APP_ID);
    expect([code, entriesIn(stdout).length]).toEqual([1, before.length]);
    expect(stderr).toContain(`the audit log was tampered with: entry ${third?.id} was altered`);
    const out = join(folder, "tampered.jsonl");
    expect((await run("--tenant", APP_ID, "--out", out)).code).toBe(1);
    expect(existsSync(out)).toBe(true);
    await tamper(test.database, "UPDATE audit_entry SET detail = $2 WHERE id = $1", [third?.id, third?.detail]);
    expect((await run("--tenant", APP_ID)).code).toBe(0);
  });

  it("ends with 1 where entries were cut off the end", async () => {
    const [last] = entriesIn((await run("--tenant", APP_ID)).stdout).slice(-1);
    await tamper(test.database, "DELETE FROM audit_entry WHERE id = $1", [last?.id]);
    const { code, stderr } = await run("--tenant", APP_ID);
    expect([code, stderr]).toEqual([1, expect.stringContaining("1 entries after the first 6 were cut off")]);
  });
});
