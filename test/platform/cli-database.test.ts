import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_APP_ID } from "../../src/cli/sandbox-account.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/platform/database/embedded/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CliRun, cli, cliWithKeyboard } from "../support/terminal.js";

let test: TestDatabase;
let dataDir: string;
let tenant: CliRun;
const ACCOUNT = ["--app-id", "wx0123456789abcdef", "--app-secret", "0123456789abcdef0123456789abcdef", "--callback-token", "callbacktoken"];

beforeAll(async () => {
  test = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "tagcast-cli-"));
  chmodSync(dataDir, 0o711);
  tenant = await run(["create-tenant", "--name", "咖啡店", ...ACCOUNT, "--json"]);
});
afterAll(async () => {
  await test.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({ DATABASE_URL: test.url, TAGCAST_DATA_DIR: dataDir, ...more });
const run = (args: string[], more?: Record<string, string>): Promise<CliRun> => cli(args, env(more));

describe("tagcast create-tenant and create-operator", () => {
  it("add a brand and people to it; secrets go in sealed, a made password is shown once", async () => {
    expect(tenant).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(tenant.stdout)).toMatchObject({ name: "咖啡店", appId: "wx0123456789abcdef" });
    const { rows } = await test.database.pool.query("SELECT t::text AS row FROM tenant t");
    expect(JSON.stringify(rows)).not.toContain(Buffer.from("0123456789abcdef0123456789abcdef").toString("hex"));

    const made = await run(["create-operator", "--tenant", "wx0123456789abcdef", "--username", "li", "--role", "admin", "--json"]);
    expect(JSON.parse(made.stdout)).toMatchObject({ username: "li", role: "ADMIN", password: expect.stringMatching(/^.{20}$/) });
    const given = await run(["create-operator", "--tenant", "wx0123456789abcdef", "--username", "wang", "--role", "VIEWER"], {
      TAGCAST_OPERATOR_PASSWORD: "correct horse battery",
    });
    expect(given).toMatchObject({ code: 0, stdout: "Operator wang (VIEWER) created for 咖啡店.\n" });
  });

  it.each([
    [
      "a second tenant of the same AppID",
      ["create-tenant", "--name", "Other", ...ACCOUNT],
      "there is a tenant with AppID wx0123456789abcdef already",
    ],
    ["an AppID that no account has", ["create-tenant", "--name", "X", ...ACCOUNT.with(1, "wx")], "appId: expected"],
    [
      "an operator of an unknown tenant",
      ["create-operator", "--tenant", "wxnone", "--username", "a", "--role", "VIEWER"],
      "there are: wx0123456789abcdef",
    ],
    [
      "a username that is taken",
      ["create-operator", "--tenant", "wx0123456789abcdef", "--username", "li", "--role", "VIEWER"],
      "username: li is taken",
    ],
  ])("refuse %s without a stack", async (_case, args, complaint) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(complaint);
    expect(stderr).not.toContain("    at ");
  });

  it("ask for the password at a keyboard, twice, without showing it", async () => {
    const args = (name: string) => ["create-operator", "--tenant", "wx0123456789abcdef", "--username", name, "--role", "VIEWER"];
    const typed = await cliWithKeyboard(args("qian"), env(), ["correct horse\r", "correct horse\r"]);
    expect(typed).toMatchObject({ code: 0, stdout: "Operator qian (VIEWER) created for 咖啡店.\n" });
    expect(typed.stderr).not.toContain("horse");
    const differing = await cliWithKeyboard(args("sun"), env(), ["correct horse\r", "correct mouse\r"]);
    expect(differing).toMatchObject({ code: 1, stderr: expect.stringContaining("the two passwords differ") });
    const leaving = await cliWithKeyboard(args("zhou"), env(), []);
    expect(leaving).toMatchObject({ code: 1, stderr: expect.stringContaining("no password was given") });
    const empty = await cliWithKeyboard(args("wu"), env(), ["\r"]);
    expect(empty.stdout).toContain("Password (shown this once): ");
  });

  it("refuse a password that is too short", async () => {
    const args = ["create-operator", "--tenant", "wx0123456789abcdef", "--username", "zhao", "--role", "VIEWER"];
    expect(await run(args, { TAGCAST_OPERATOR_PASSWORD: "short" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("at least 8"),
    });
  });
});

describe("tagcast migrate", () => {
  it("applies what is missing, and then says that nothing is", async () => {
    const empty = await createEmptyDatabase();
    try {
      const first = await run(["migrate", "--json"], { DATABASE_URL: empty.url });
      expect(JSON.parse(first.stdout).applied.length).toBeGreaterThan(0);
      expect(await run(["migrate"], { DATABASE_URL: empty.url })).toMatchObject({ code: 0, stdout: "The database is up to date.\n" });
    } finally {
      await empty.drop();
    }
  });
});

describe("tagcast seed", () => {
  it("fills the sandbox and notes how many followers its simulator must have", async () => {
    const { code, stdout, stderr } = await run(["seed", "--users", "2100", "--json"]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, users: 2100, written: 2100, existing: 0 });
    expect(stderr).toContain("100 % | 2,100/2,100 users");
    expect(JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"))).toMatchObject({
      appId: SANDBOX_APP_ID,
      seed: 1,
      followers: 2000,
    });
    const { rows } = await test.database.pool.query(
      "SELECT position > 0 AS stored FROM audience_snapshot JOIN tenant ON tenant.id = tenant_id WHERE sandbox",
    );
    expect(rows).toEqual([{ stored: true }]);
  });

  it("fills another tenant, and leaves the sandbox alone", async () => {
    const { stdout } = await run(["seed", "--users", "50", "--tenant", "wx0123456789abcdef", "--seed", "7", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ written: 50 });
    expect(JSON.parse(readFileSync(join(dataDir, "sandbox.json"), "utf8"))).toMatchObject({ followers: 2000 });
  });

  it("refuses to give the sandbox openids that its simulator does not know", async () => {
    expect(await run(["seed", "--users", "50", "--seed", "9"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--seed 1") });
  });
});

describe("a command without DATABASE_URL", () => {
  it("uses the embedded database, beside a server that has it open, and leaves that running", async () => {
    const own = mkdtempSync(join(tmpdir(), "tagcast-cli-"));
    chmodSync(own, 0o711);
    let server: EmbeddedPostgres | null = null;
    try {
      const alone = await cli(["create-tenant", "--name", "A", ...ACCOUNT], { TAGCAST_DATA_DIR: own });
      expect(alone.code).toBe(0);
      expect(existsSync(join(own, "secret-key"))).toBe(true);
      server = await startEmbeddedPostgres({ folder: join(own, "postgres"), logger: silentLogger });
      const beside = await cli(["create-operator", "--tenant", "wx0123456789abcdef", "--username", "li", "--role", "ADMIN", "--json"], {
        TAGCAST_DATA_DIR: own,
      });
      expect(JSON.parse(beside.stdout)).toMatchObject({ username: "li" });
      const again = await cli(["migrate"], { TAGCAST_DATA_DIR: own });
      expect(again).toMatchObject({ code: 0, stdout: "The database is up to date.\n" });
    } finally {
      await server?.stop();
      rmSync(own, { recursive: true, force: true });
    }
  }, 90_000);
});
