// A mass send of a million people through the whole server, in a process of its own, to WeChat's simulator: against a bare loop that
// reads the openids and posts the same 100 calls, and at WeChat's 60 calls a minute against the 100 seconds that 100 calls take.
import "reflect-metadata";
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAccounts } from "../src/accounts/adapters/create-accounts.js";
import { AccountKind } from "../src/accounts/index.js";
import { freePort } from "../src/cli/ports.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import type { Database } from "../src/platform/database/database.js";
import { openidOf, startSimulator } from "../src/simulator/index.js";
import { openBenchDatabase } from "./_people.js";
import { median, print } from "./_race.js";

export interface SenderSettings {
  kind: "ours" | "bare";
  connectionString: string;
  wechat: string;
  tenantId: number;
  appId: string;
  appSecret: string;
  key: string;
  port: number;
  objectFolder: string;
  users: number;
  callsPerMinute: number;
}

export interface SenderReport {
  ms: number;
  peakMb: number;
  error?: string;
}

const USERS = Number(process.env.TAGCAST_BENCH_USERS ?? 1_000_000);
const CALLS = Math.ceil(USERS / 10_000);
const WECHATS_PACE = 60;
/** Each user gets four sends a month: three here, and one at WeChat's pace. */
const ROUNDS = 3;
const SEED = 11;
const SLICE = 50_000;
const GOAL_RATIO = 1.2;
const GOAL_PACED = 1.01;
const GOAL_MB = 250;

async function run(database: Database, connectionString: string): Promise<void> {
  const key = randomBytes(32);
  const account = { appId: `wx${randomBytes(8).toString("hex")}`, appSecret: randomBytes(16).toString("hex"), callbackToken: "bench" };
  const { tenants } = createAccounts({ database, sealer: new Sealer(key), clock: () => new Date() });
  const kind = AccountKind.SERVICE;
  const tenant = await tenants.createTenant({ ...account, name: "Bench", encodingAesKey: null, kind, sandbox: false });
  await loadFollowers(database, tenant.id);
  const port = await freePort("127.0.0.1", 0, "PORT");
  const simulator = await startSimulator({
    apps: [
      {
        ...account,
        callback: { url: `http://127.0.0.1:${port}/wechat/callback/${account.appId}`, token: "bench", encodingAesKey: null, mode: "plain" },
      },
    ],
    ...{ followers: USERS, seed: SEED, massCallsPerMinute: Number.POSITIVE_INFINITY, dailyLimits: { "mass-send": 1_000_000 } },
  });
  const common = {
    connectionString,
    wechat: simulator.url,
    tenantId: tenant.id,
    key: key.toString("hex"),
    port,
    objectFolder,
    users: USERS,
  };
  const start = (of: "ours" | "bare", callsPerMinute: number) => Sender.start({ ...common, ...account, kind: of, callsPerMinute });
  await unlimited(await start("ours", 1_000_000), await start("bare", 0));
  await atWeChatsPace(await start("ours", WECHATS_PACE));
  await simulator.close();
}

async function unlimited(ours: Sender, bare: Sender): Promise<void> {
  const times: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
  let peakMb = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.bare.push((await bare.send(`bare${round}`)).ms);
    const sent = await ours.send(`ours${round}`);
    times.ours.push(sent.ms);
    peakMb = Math.max(peakMb, sent.peakMb);
  }
  await ours.close();
  await bare.close();
  const ratio = median(times.ours) / median(times.bare);
  print(`mass send of ${USERS} people, against a bare loop that posts the same ${CALLS} calls`, ratio.toFixed(2), `≤ ${GOAL_RATIO}`);
  print("  seconds, ours and bare", `${(median(times.ours) / 1_000).toFixed(1)} and ${(median(times.bare) / 1_000).toFixed(1)}`);
  print("  peak memory of the whole server, MB", peakMb.toFixed(0), `≤ ${GOAL_MB}`);
  if (ratio > GOAL_RATIO || peakMb > GOAL_MB) process.exitCode = 1;
}

async function atWeChatsPace(ours: Sender): Promise<void> {
  const { ms, peakMb } = await ours.send("paced");
  await ours.close();
  const ratio = ms / (CALLS * 1_000);
  print(`the same at ${WECHATS_PACE} calls a minute, against a second a call`, ratio.toFixed(2), `≤ ${GOAL_PACED}`);
  print("  peak memory, MB", peakMb.toFixed(0), `≤ ${GOAL_MB}`);
  if (ratio > GOAL_PACED || peakMb > GOAL_MB) process.exitCode = 1;
}

/** The simulator's followers, as a sync would bring them. */
async function loadFollowers(database: Database, tenantId: number): Promise<void> {
  await database.pool.query(
    "INSERT INTO tenant_counter (tenant_id, next_ordinal) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET next_ordinal = $2",
    [...[tenantId, USERS]],
  );
  for (let from = 0; from < USERS; from += SLICE) {
    const openids = Array.from({ length: Math.min(SLICE, USERS - from) }, (_, i) => openidOf(SEED, from + i));
    await database.pool.query(
      `INSERT INTO users (tenant_id, ordinal, openid, subscribed)
       SELECT $1, $2 + n - 1, openid, true FROM unnest($3::text[]) WITH ORDINALITY AS page(openid, n)`,
      [tenantId, from, openids],
    );
  }
  await database.pool.query("INSERT INTO user_info (user_id) SELECT user_id FROM users");
  await database.pool.query("VACUUM ANALYZE users, user_info");
}

class Sender {
  private constructor(private readonly child: ChildProcess) {}

  static async start(settings: SenderSettings): Promise<Sender> {
    const child = fork(fileURLToPath(new URL("./_mass-send-process.ts", import.meta.url)), [JSON.stringify(settings)], {
      execArgv: ["--import", "tsx"],
    });
    const sender = new Sender(child);
    await sender.answer();
    return sender;
  }

  async send(name: string): Promise<SenderReport> {
    this.child.send(name);
    return this.answer();
  }

  async close(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  private async answer(): Promise<SenderReport> {
    const died = once(this.child, "exit").then(() => Promise.reject(new Error("the sender ended")));
    died.catch(() => undefined);
    const [report] = (await Promise.race([once(this.child, "message"), died])) as [SenderReport];
    if (report.error !== undefined) throw new Error(report.error);
    return report;
  }
}

// Last: what stands above, the class too, is there by then.
const bench = await openBenchDatabase();
const objectFolder = mkdtempSync(join(tmpdir(), "tagcast-bench-objects-"));
try {
  await run(bench.database, bench.connectionString);
} finally {
  await bench.close();
  rmSync(objectFolder, { recursive: true, force: true });
}
