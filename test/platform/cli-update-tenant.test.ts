import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CliRun, cli, cliWithKeyboard } from "../support/terminal.js";

const APP_ID = "wx0123456789abcdef";
const KEY = "a".repeat(43);
const secretKey = randomBytes(32);
let test: TestDatabase;
let dataDir: string;
let env: Record<string, string>;

beforeAll(async () => {
  test = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "tagcast-cli-"));
  chmodSync(dataDir, 0o711);
  env = { DATABASE_URL: test.url, TAGCAST_DATA_DIR: dataDir, TAGCAST_SECRET_KEY: secretKey.toString("hex") };
  const secrets = ["--app-secret", "first-secret", "--callback-token", "firsttoken"];
  await cli(["create-tenant", "--name", "咖啡店", "--app-id", APP_ID, ...secrets], env);
});
afterAll(async () => {
  await test.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const run = (args: string[], more: Record<string, string> = {}): Promise<CliRun> =>
  cli(["update-tenant", "--app-id", APP_ID, ...args], { ...env, ...more });
const secrets = () => {
  const accounts = createAccounts({ database: test.database, sealer: new Sealer(secretKey), clock: () => new Date() });
  return accounts.tenants.byAppId(APP_ID);
};

describe("tagcast update-tenant", () => {
  it("changes the name and leaves the secrets", async () => {
    expect(await run(["--name", "茶店"])).toMatchObject({ code: 0, stdout: expect.stringContaining("(茶店) updated: name.") });
    expect(await secrets()).toMatchObject({ callbackToken: "firsttoken", previous: null });
  });

  it("takes secrets from variables, prints none, and says until when the former are accepted", async () => {
    const { code, stdout, stderr } = await run(["--callback-token", "--encoding-aes-key", "--json"], {
      TAGCAST_CALLBACK_TOKEN: "secondtoken",
      TAGCAST_ENCODING_AES_KEY: KEY,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ appId: APP_ID, name: "茶店", changed: ["callbackToken", "encodingAesKey"] });
    const hours = (Date.parse(result.previousSecretsUntil) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    expect(stdout).not.toMatch(/secondtoken|aaaa/);
    const previous = { callbackToken: "firsttoken", encodingAesKey: null };
    expect(await secrets()).toMatchObject({ callbackToken: "secondtoken", encodingAesKey: KEY, previous });
  });

  it("asks for a secret at a keyboard without showing it", async () => {
    const typed = await cliWithKeyboard(["update-tenant", "--app-id", APP_ID, "--app-secret"], env, ["typed-secret\r"]);
    expect(typed.code).toBe(0);
    expect(typed.stderr + typed.stdout).not.toContain("typed-secret");
    const { rows } = await test.database.pool.query("SELECT detail, operator FROM audit_entry ORDER BY id DESC LIMIT 1");
    expect(rows).toEqual([{ detail: "appSecret", operator: "cli" }]);
    const leaving = await cliWithKeyboard(["update-tenant", "--app-id", APP_ID, "--app-secret"], env, []);
    expect(leaving).toMatchObject({ code: 1, stderr: expect.stringContaining("no AppSecret was given; nothing was changed") });
  });

  it("ends the former secrets, goes to plain mode, and notes a migrated account's id", async () => {
    const args = ["--no-encoding-aes-key", "--original-id", "gh_new", "--end-previous", "--json"];
    expect(JSON.parse((await run(args)).stdout)).toMatchObject({ previousSecretsUntil: null });
    expect(await secrets()).toMatchObject({ encodingAesKey: null, previous: null, originalId: "gh_new" });
  });

  it("says that configured secrets come back at the next start", async () => {
    const configured = { WECHAT_APP_ID: APP_ID, WECHAT_APP_SECRET: "12345678", WECHAT_CALLBACK_TOKEN: "abc" };
    expect((await run(["--name", "A"], configured)).stdout).toContain("change them there too");
  });

  it("sets the quiet hours, and takes them away", async () => {
    const quiet = async () => (await test.database.pool.query("SELECT quiet_hours FROM tenant WHERE app_id = $1", [APP_ID])).rows;
    expect(await quiet()).toEqual([{ quiet_hours: "22:00-08:00" }]);
    expect((await run(["--quiet-hours", "23:30-07:00"])).stdout).toContain("updated: quietHours 23:30-07:00.");
    expect(await quiet()).toEqual([{ quiet_hours: "23:30-07:00" }]);
    expect((await run(["--no-quiet-hours"])).stdout).toContain("updated: quietHours none.");
    expect(await quiet()).toEqual([{ quiet_hours: null }]);
    for (const wrong of ["22-8", "24:00-08:00", "08:00-08:00"])
      expect(await run(["--quiet-hours", wrong])).toMatchObject({ code: 1, stderr: expect.stringContaining("two different times") });
  });

  it.each([
    ["nothing to change", [], {}, 2, "say what is to change"],
    ["a secret that nobody can type", ["--app-secret"], {}, 2, "set TAGCAST_APP_SECRET"],
    ["a bad key, without repeating it", ["--encoding-aes-key", "short"], {}, 1, "encodingAesKey: expected"],
  ])("refuses %s", async (_what, args, more, code, complaint) => {
    const before = await secrets();
    const refused = await run(args, more);
    expect(refused).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(complaint) });
    expect(refused.stderr).not.toContain("short");
    expect(await secrets()).toEqual(before);
  });

  it("refuses an AppID that no tenant has", async () => {
    expect(await cli(["update-tenant", "--app-id", "wxnone", "--name", "A"], env)).toMatchObject({ code: 1 });
  });
});
