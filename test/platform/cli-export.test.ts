import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/program.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { cli } from "../support/terminal.js";

const APP_ID = "wx0123456789abcdef";
const OTHER = "wxfedcba9876543210";
const USERS = 2_300;
let test: TestDatabase;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "tagcast-cli-export-"));
  chmodSync(folder, 0o711);
  env = { DATABASE_URL: test.url, TAGCAST_DATA_DIR: join(folder, "data"), TAGCAST_SECRET_KEY: randomBytes(32).toString("hex") };
  for (const appId of [APP_ID, OTHER])
    await cli(
      ["create-tenant", "--name", "咖啡店", "--app-id", appId, "--app-secret", "first-secret", "--callback-token", "firsttoken"],
      env,
    );
  await cli(["seed", "--users", String(USERS), "--tenant", APP_ID], env);
}, 120_000);
afterAll(async () => {
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: string[], tenant = APP_ID) => cli(["export", "--tenant", tenant, ...args], env);
const rowsIn = (text: string) => parse(text, { columns: true, bom: true }) as Record<string, string>[];
const query = <Row>(sql: string, values: unknown[] = []) => test.database.pool.query<Row & object>(sql, values);

describe("tagcast export", () => {
  it("writes everybody to standard output, masked, in order, and talks on standard error", async () => {
    const { code, stdout, stderr } = await run([]);
    expect(code).toBe(0);
    const { rows } = await query<{ openid: string; phone: string | null }>(
      `SELECT openid, phone FROM users JOIN tenant t ON t.id = tenant_id JOIN user_info USING (user_id)
       WHERE app_id = $1 AND status <> 'DELETED' ORDER BY ordinal`,
      [APP_ID],
    );
    expect(rows.length).toBeGreaterThan(2_000);
    const masked = rows.map(({ openid, phone }) => ({ openid, phone: phone === null ? "" : `${phone.slice(0, 3)}****${phone.slice(-4)}` }));
    expect(rowsIn(stdout).map(({ openid, phone }) => ({ openid, phone }))).toEqual(masked);
    expect(stderr).toContain("2,"); // 2,… users written
    expect(stderr).toContain("users written, phones and identity numbers masked.");
  });

  it("writes a new file for its owner only, of whom and what is asked, in clear with --unmasked", async () => {
    const out = join(folder, "vips.csv");
    const args = ["--audience", '{"vip": true}', "--columns", "user_id, phone,vip", "--header", "chinese", "--no-bom", "--unmasked"];
    const { code, stdout } = await run([...args, "--out", out, "--json"]);
    const text = readFileSync(out, "utf8");
    expect(text.split("\r\n")[0]).toBe("用户编号,手机号,会员");
    const rows = rowsIn(text);
    expect([code, JSON.parse(stdout)]).toEqual([0, { users: rows.length, masked: false, file: out }]);
    expect(new Set(rows.map((row) => row.会员))).toEqual(new Set(["true"]));
    expect(rows.filter((row) => /^1\d{10}$/.test(row.手机号 ?? "")).length).toBeGreaterThan(10);
    expect(statSync(out).mode & 0o077).toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes("part"))).toEqual([]);
  });

  it("is in the audit log as the command line's, before the rows", async () => {
    await run(["--columns", "openid", "--audience", '{"not": {"everyone": true}}']);
    const { rows } = await query("SELECT operator, action, detail FROM audit_entry ORDER BY id DESC LIMIT 1");
    expect(rows).toEqual([
      { operator: "cli", action: "exportUsers", detail: "0 users as OPERATOR sees them; columns openid; 非(全部用户)" },
    ]);
  });

  it("reads back with tagcast import, and changes nothing", async () => {
    const out = join(folder, "again.csv");
    await run(["--unmasked", "--out", out]);
    const before = await query(
      "SELECT u.user_id, u.phone, i.nickname, i.real_name, i.sex, i.vip FROM users u JOIN user_info i USING (user_id) ORDER BY 1",
    );
    const { code, stdout } = await cli(["import", out, "--tenant", APP_ID, "--json", "--rejects", join(folder, "rejects.csv")], env);
    const { tables, rejects } = JSON.parse(stdout);
    expect([code, rejects, tables.csv.changed]).toEqual([0, 0, 0]);
    const after = await query(
      "SELECT u.user_id, u.phone, i.nickname, i.real_name, i.sex, i.vip FROM users u JOIN user_info i USING (user_id) ORDER BY 1",
    );
    expect(after.rows).toEqual(before.rows);
  });

  it("shows nobody of another tenant, and knows none of its tags", async () => {
    expect(rowsIn((await run([], OTHER)).stdout)).toEqual([]);
    const { rows } = await query<{ id: number }>("SELECT min(id) AS id FROM tag");
    const { code, stderr } = await run(["--audience", JSON.stringify({ tag: String(rows[0]?.id) })], OTHER);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`audience.tag: no tag ${rows[0]?.id}`)]);
  });

  it.each([
    [["--audience", "{vip"], 2, "Give JSON"],
    [["--audience", "{}"], 1, "audience: is empty"],
    [["--columns", "openid,password"], 2, "there is no column password; there are user_id, "],
    [["--columns", "openid,openid"], 1, "--columns[1]: OPENID is there twice"],
    [["--header", "latin"], 2, "Give one of KEYS, CHINESE"],
    [["--json"], 2, "--json goes with --out"],
    [["--out", "/nowhere/at/all.csv"], 1, "there is no folder for /nowhere/at/all.csv"],
    [["--tenant", "wxnobody"], 1, "no tenant has the AppID wxnobody"],
  ])("%j fails with %i and says why", async (args, code, said) => {
    expect(await run(args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(said) });
  });

  it("asks which tenant where there are several, and overwrites no file", async () => {
    expect(await cli(["export"], env)).toMatchObject({ code: 1, stderr: expect.stringContaining("there are 2 tenants") });
    const out = join(folder, "mine.txt");
    writeFileSync(out, "mine");
    expect(await run(["--out", out])).toMatchObject({ code: 1, stderr: expect.stringContaining("is there already") });
    expect(readFileSync(out, "utf8")).toBe("mine");
  });

  it("leaves no half file when a row cannot be read", async () => {
    await query("UPDATE user_info SET identity_card_sealed = '\\x01' WHERE user_id = (SELECT max(user_id) FROM users WHERE subscribed)");
    const out = join(folder, "broken.csv");
    const { code } = await run(["--columns", "openid,identity_card", "--out", out]);
    expect([code, existsSync(out), readdirSync(folder).filter((name) => name.includes("broken"))]).toEqual([1, false, []]);
    await query("UPDATE user_info SET identity_card_sealed = NULL");
  });

  it("ends with a word when its reader goes away", async () => {
    const stderr = new PassThrough();
    const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(gone) });
    const code = await runCli(["export", "--tenant", APP_ID], { env, stdin: new PassThrough().end(), stdout, stderr });
    expect([code, String(stderr.read())]).toEqual([1, expect.stringContaining("who read the rows went away")]);
  });
});
