import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { freePort } from "../../src/cli/ports.js";
import { PostgresTraces } from "../../src/deletion/adapters/postgres-traces.js";
import { PostgresExportWithdrawal } from "../../src/exports/adapters/postgres-export-withdrawal.js";
import { Random } from "../../src/sandbox/random.js";
import { httpCaller } from "../support/caller.js";
import { plantPerson, tracesOf } from "../support/planted-person.js";
import { Program } from "../support/processes.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const KILLS = 10;
/** What each writing statement of a deletion waits, so that kills fall between any two. */
const PAUSE_S = 0.015;
const LONGEST_LIFE_MS = 900;
const FIELDS = "{ id userId openid phone processed processedAt receipt }";
const PROCESS = `mutation($id: ID!) { processDeletionRequest(id: $id) ${FIELDS} }`;
/** All tables that hold something of a planted person, besides the request's own. */
const TABLES = [
  ...["callback", "import_reject", "import_run", "legacy_credential", "mass_send", "segment", "sync_job", "tag", "user_fav", "user_info"],
  ...["user_location", "user_tag", "users", "wechat_tag", "wechat_user_tag"],
];

interface Done {
  openid: string;
  processed: boolean;
  receipt: string | null;
}

/** One process on the database lives; the other, which deletes, dies each time. */
describe("kill -9 of a deletion", () => {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-kill-deletion-"));
  const seed = Number(process.env.KILL_SEED ?? randomBytes(4).readUInt32LE());
  const random = new Random(seed);
  let world: World;
  let admin: Client;
  let url: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    process.stderr.write(`kill seed ${seed}: KILL_SEED=${seed} repeats it\n`);
    world = await createWorld({ followers: 120 });
    admin = await world.operator(Role.ADMIN);
    const port = await freePort("127.0.0.1", 0, "PORT");
    url = `http://127.0.0.1:${port}`;
    const { appId } = world.tenant;
    env = {
      ...{ PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn", TAGCAST_DATA_DIR: folder, DATABASE_URL: world.test.url },
      ...{ TAGCAST_SECRET_KEY: world.secretKey.toString("hex"), WECHAT_API_BASE_URL: world.simulator.url, WECHAT_APP_ID: appId },
      ...{ WECHAT_APP_SECRET: world.simulator.account(appId).settings.appSecret, WECHAT_CALLBACK_TOKEN: "callbacktoken" },
    };
    await slowDown();
  }, 60_000);
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const query = async <Row>(sql: string, values: unknown[] = []) => (await world.test.database.pool.query<Row & object>(sql, values)).rows;
  const processed = async (id: string) => (await admin.get<{ processDeletionRequest: Done }>(PROCESS, { id })).processDeletionRequest;

  /** Only for requests: a person is planted at full speed. */
  async function slowDown(): Promise<void> {
    await query(`CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF EXISTS (SELECT 1 FROM deletion_request WHERE NOT processed) THEN PERFORM pg_sleep(${PAUSE_S}); END IF; RETURN NULL; END $$`);
    for (const table of [
      "callback",
      "mass_send",
      "tag",
      "users",
      "user_info",
      "user_tag",
      "user_fav",
      "audience_change",
      "deletion_request",
    ]) {
      await query(`CREATE TRIGGER pause AFTER UPDATE OR DELETE OR INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION pause()`);
    }
  }

  /** Asks a process of its own, and kills it after that time, answered or not; gives whether it had answered. */
  async function killedWhileProcessing(id: string, lifeMs: number): Promise<boolean> {
    const server = await Program.start(["start"], { env, ready: `${url}/readyz` });
    const asked = httpCaller(url)(PROCESS, { id }, admin.token).then(
      ({ code }) => code === undefined,
      () => false,
    );
    if (lifeMs === Number.POSITIVE_INFINITY) await asked;
    else await sleep(lifeMs);
    await server.kill();
    // Waits until the dead process's session has ended its transaction, one way or the other.
    await query("SELECT 1 FROM deletion_request WHERE id = $1 FOR UPDATE", [id]);
    return asked;
  }

  it("does all or nothing; again it is whole, the receipt is true, and no trace is left", { timeout: 590_000 }, async () => {
    const everyone = async () =>
      (await admin.get<{ tagPreview: { count: number } }>("{ tagPreview(audience: { everyone: true }) { count } }")).tagPreview.count;
    const before = await everyone();
    const outcomes = { nothing: 0, all: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const person = await plantPerson(world, kill + 1);
      const { requestUserDeletion: request } = await admin.get<{ requestUserDeletion: { id: string } }>(
        "mutation($id: ID!) { requestUserDeletion(userId: $id) { id } }",
        { id: String(person.userId) },
      );
      const there = await tracesOf(person, world);
      const life = kill === 0 ? 0 : kill === KILLS - 1 ? Number.POSITIVE_INFINITY : random.fraction() * LONGEST_LIFE_MS;
      const answered = await killedWhileProcessing(request.id, life);

      const [row] = await query<{ processed: boolean }>("SELECT processed FROM deletion_request WHERE id = $1", [request.id]);
      if (answered) expect(row?.processed).toBe(true);
      expect(await tracesOf(person, world)).toEqual(row?.processed ? [] : there);
      outcomes[row?.processed ? "all" : "nothing"]++;

      const done = await processed(request.id);
      expect(done).toMatchObject({ processed: true, openid: expect.stringMatching(/^deleted-/) });
      const receipt = JSON.parse(done.receipt ?? "") as { removed: { table: string }[]; later?: object };
      expect([...new Set(receipt.removed.map(({ table }) => table))].sort()).toEqual(TABLES.toSorted());
      expect(receipt.later).toBeUndefined();
      expect(await processed(request.id)).toEqual(done);
      expect(await tracesOf(person, world)).toEqual([]);
    }
    process.stderr.write(`killed ${KILLS} times: ${JSON.stringify(outcomes)}\n`);
    expect(outcomes.nothing).toBeGreaterThan(0);
    expect(outcomes.all).toBeGreaterThan(0);
    expect(await everyone()).toBe(before - KILLS);
    const elsewhere = { changeLog: new PostgresChangeLog(), files: new PostgresExportWithdrawal() };
    const traces = new PostgresTraces(world.test.database, elsewhere, world.app.core.options.sealer);
    expect(await traces.find()).toEqual({ users: [], openids: [], exports: [] });
  });
});
