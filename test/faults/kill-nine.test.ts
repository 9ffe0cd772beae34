import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { Random } from "../../src/sandbox/random.js";
import { httpCaller } from "../support/caller.js";
import { Program } from "../support/processes.js";

const FOLLOWERS = 30_000;
const BATCH = 3_000;
const SENDS = 4; // WeChat lets each person have four mass messages a month; one of them goes to all followers in a single call.
const KILLS_A_SEND = 5;
/** From ready to kill: less than the 3 s for which a dead driver keeps the send, up to the whole rest of it. */
const LONGEST_LIFE_MS = 4_500;
const APP = { id: "wx0123456789abcdef", secret: "0123456789abcdef0123456789abcdef", token: "callbacktoken" };
const AES_KEY = randomBytes(32).toString("base64").slice(0, 43);
const PASSWORD = "kill-nine-password";

interface Progress {
  status: string;
  recipients: number;
  batches: number;
  batchesAccepted: number;
  batchesFinished: number;
  batchesFailed: number;
  batchesUnknown: number;
  accepted: number;
  sent: number;
  filtered: number;
  failed: number;
}
interface Batch {
  status: string;
  size: number;
  sent: number | null;
}
interface Ledger {
  jobs: number;
  recipients: number;
  deliveredOnce: number;
  deliveredMoreThanOnce: number;
}

/** WeChat in one process, Tagcast with its embedded database in another: the latter dies again and again. */
describe("kill -9 while sending", () => {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-kill-"));
  const seed = Number(process.env.KILL_SEED ?? randomBytes(4).readUInt32LE());
  const random = new Random(seed);
  let wechat: { program: Program; url: string };
  let server: Program;
  let url: string;
  let env: Record<string, string>;
  let token = "";

  const startServer = () => Program.start(["start"], { env, ready: `${url}/readyz` });
  const ask = async <Data>(query: string, variables?: Record<string, unknown>): Promise<Data> => {
    const answer = await httpCaller(url)(query, variables, token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data as Data;
  };
  const order = (fault: object) =>
    fetch(`${wechat.url}/_simulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
  const ledger = async (id: string): Promise<Ledger> => {
    const prefix = `tc-${Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")}-`;
    return (await (await fetch(`${wechat.url}/_simulator/ledger?clientMsgIdPrefix=${prefix}`)).json()) as Ledger;
  };
  const progress = async (id: string) =>
    (
      await ask<{ massSend: { progress: Progress } }>(
        `query($id: ID!) { massSend(id: $id) { progress {
           status recipients batches batchesAccepted batchesFinished batchesFailed batchesUnknown accepted sent filtered failed } } }`,
        { id },
      )
    ).massSend.progress;

  const batchesOf = async (id: string) => {
    const query = "query($id: ID!) { massSend(id: $id) { batches(first: 50) { edges { node { status size sent } } } } }";
    const { massSend } = await ask<{ massSend: { batches: { edges: { node: Batch }[] } } }>(query, { id });
    return massSend.batches.edges.map(({ node }) => node);
  };

  /** A mass send during which the process dies again and again; its id, when it has ended. */
  const sendWhileKilled = async (audience: object) => {
    const { createMassSend } = await ask<{ createMassSend: { id: string } }>(
      'mutation($a: AudienceInput!) { createMassSend(input: { name: "kill", audience: $a, content: { text: "hello" } }) { id } }',
      { a: audience },
    );
    const { id } = createMassSend;
    await ask("mutation($id: ID!) { startMassSend(id: $id) { status } }", { id });
    for (let kill = 0; kill < KILLS_A_SEND; kill++) {
      await sleep(random.fraction() * LONGEST_LIFE_MS);
      await server.kill();
      server = await startServer();
    }
    await until(async () => ["COMPLETED", "FAILED", "NEEDS_ATTENTION"].includes((await progress(id)).status));
    return id;
  };

  beforeAll(async () => {
    process.stderr.write(`kill seed ${seed}: KILL_SEED=${seed} repeats it\n`);
    // As root, PostgreSQL runs as another user, who must get in.
    chmodSync(folder, 0o755);
    const [port, wechatPort] = [await freePort("127.0.0.1", 0, "PORT"), await freePort("127.0.0.1", 0, "PORT")];
    url = `http://127.0.0.1:${port}`;
    const wechatUrl = `http://127.0.0.1:${wechatPort}`;
    const callback = ["--callback", `${url}/wechat/callback/${APP.id}`, "--callback-token", APP.token, "--encoding-aes-key", AES_KEY];
    const program = await Program.start(
      ["simulator", "--port", String(wechatPort), "--app", `${APP.id}:${APP.secret}`, ...callback].concat([
        "--followers",
        String(FOLLOWERS),
        "--speed",
        "50",
        "--mass-calls-per-minute",
        "0",
      ]),
      { ready: `${wechatUrl}/_simulator/state` },
    );
    wechat = { program, url: wechatUrl };
    env = {
      PORT: String(port),
      TAGCAST_DATA_DIR: join(folder, "data"),
      TAGCAST_ADMIN_PASSWORD: PASSWORD,
      WECHAT_APP_ID: APP.id,
      WECHAT_APP_SECRET: APP.secret,
      WECHAT_CALLBACK_TOKEN: APP.token,
      WECHAT_ENCODING_AES_KEY: AES_KEY,
      WECHAT_API_BASE_URL: wechatUrl,
      WECHAT_MASS_CALLS_PER_MINUTE: "6000",
      MASS_SEND_BATCH_SIZE: String(BATCH),
      // A callback whose three tries all fell between two lives is lost; the batch is then asked for.
      MASS_SEND_RESULT_OVERDUE_SECONDS: "15",
      HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
    };
    server = await startServer();
    const login = await ask<{ login: { token: string } }>('mutation($p: String!) { login(username: "admin", password: $p) { token } }', {
      p: PASSWORD,
    });
    token = login.login.token;
    await ask("mutation { syncFromWeChat { id } }");
    await until(
      async () => (await ask<{ users: { totalCount: number } }>("{ users(first: 1) { totalCount } }")).users.totalCount === FOLLOWERS,
    );
  }, 120_000);

  afterAll(async () => {
    await server?.stop();
    await wechat?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reaches each recipient exactly once, however often and wherever it is killed", { timeout: 600_000 }, async () => {
    // Each call takes a while, so that kills fall into it; some replies are lost, some callbacks come twice or late.
    await order({ path: "/cgi-bin/message/mass/send", kind: "reset-after", probability: 0.1 });
    await order({ path: "/cgi-bin/message/mass/send", kind: "slow", delayMs: 250, probability: 1 });
    await order({ path: "callback", kind: "duplicate", probability: 0.3 });
    await order({ path: "callback", kind: "late", delayMs: 2_000, probability: 0.2 });
    const { users } = await ask<{ users: { edges: { node: { openid: string } }[] } }>("{ users(first: 1) { edges { node { openid } } } }");
    const leftOut = { not: { openids: users.edges.map(({ node }) => node.openid) } };
    for (let send = 0; send < SENDS; send++) {
      const toAll = send === SENDS - 1;
      const audience = toAll ? { subscribed: true } : { all: [{ subscribed: true }, leftOut] };
      const recipients = toAll ? FOLLOWERS : FOLLOWERS - 1;
      const id = await sendWhileKilled(audience);

      const batches = toAll ? 1 : Math.ceil(recipients / BATCH);
      expect(await ledger(id)).toMatchObject({ jobs: batches, recipients, deliveredOnce: recipients, deliveredMoreThanOnce: 0 });
      const each = await batchesOf(id);
      expect(each.map(({ size }) => size).reduce((sum, size) => sum + size, 0)).toBe(recipients);
      // Where no callback came through, the count stays unknown; it is never another one.
      for (const { status, size, sent } of each)
        expect({ status, sent }).toEqual({ status: "FINISHED", sent: sent === null ? null : size });
      expect(await progress(id)).toEqual({
        status: "COMPLETED",
        recipients,
        ...{ batches, batchesAccepted: batches, batchesFinished: batches, batchesFailed: 0, batchesUnknown: 0 },
        ...{ accepted: recipients, sent: each.reduce((sum, { sent }) => sum + (sent ?? 0), 0), filtered: 0, failed: 0 },
      });
    }
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(100);
}
