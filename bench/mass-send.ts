// A mass send of a million people by the program as it is installed, to WeChat's simulator: against a bare loop that reads the openids
// and posts the same 100 calls; and at WeChat's real limit, which the simulator then enforces, against the 100 s that 100 calls take at 60 a minute.
import "reflect-metadata";
import { type ChildProcess, fork, spawnSync } from "node:child_process";
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
import { openidOf, type Simulator, startSimulator } from "../src/simulator/index.js";
import type { BareReport, BareSettings } from "./_bare-sender.js";
import { type BenchDatabase, openBenchDatabase } from "./_people.js";
import { median, print } from "./_race.js";
import { TagcastProgram } from "./_tagcast-program.js";

const USERS = Number(process.env.TAGCAST_BENCH_USERS ?? 1_000_000);
const AT_ONCE = 10_000;
const CALLS = Math.ceil(USERS / AT_ONCE);
const WECHATS_PACE = 60;
/** Each user gets four sends a month; one only warms up. */
const ROUNDS = 3;
const SEED = 11;
const SLICE = 50_000;
const GOAL_RATIO = 1.2;
const GOAL_PACED = 1.01;
const GOAL_MB = 250;

/** What both senders and WeChat know of the account. */
const ACCOUNT = { appId: `wx${randomBytes(8).toString("hex")}`, appSecret: randomBytes(16).toString("hex"), callbackToken: "bench" };

class Bench {
  private constructor(
    private readonly base: BenchDatabase,
    private readonly tenantId: number,
    private readonly port: number,
    private readonly env: Record<string, string>,
  ) {}

  static async open(base: BenchDatabase, folder: string): Promise<Bench> {
    const key = randomBytes(32);
    const { tenants } = createAccounts({ database: base.database, sealer: new Sealer(key), clock: () => new Date() });
    const kind = AccountKind.SERVICE;
    const { id } = await tenants.createTenant({ ...ACCOUNT, name: "Bench", encodingAesKey: null, kind, sandbox: false }, "test");
    await loadFollowers(base.database, id);
    return new Bench(base, id, await freePort("127.0.0.1", 0, "PORT"), {
      ...{ DATABASE_URL: base.connectionString, TAGCAST_DATA_DIR: folder, TAGCAST_SECRET_KEY: key.toString("hex") },
      ...{ WECHAT_APP_ID: ACCOUNT.appId, WECHAT_APP_SECRET: ACCOUNT.appSecret, WECHAT_CALLBACK_TOKEN: ACCOUNT.callbackToken },
    });
  }

  async unlimited(): Promise<void> {
    const simulator = await this.wechat(Number.POSITIVE_INFINITY);
    const ours = await this.tagcast(simulator, 1_000_000);
    const bare = await BareSender.start({ ...ACCOUNT, ...this.base, tenantId: this.tenantId, wechat: simulator.url, users: USERS });
    const times: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      const [bareMs, oursMs] = [await bare.send(`bare${round}`), await ours.sendToEverybody(`ours${round}`)];
      if (round === 0) continue;
      times.bare.push(bareMs);
      times.ours.push(oursMs);
    }
    const ratio = median(times.ours) / median(times.bare);
    print(`mass send of ${USERS} people, against a bare loop that posts the same ${CALLS} calls`, ratio.toFixed(2), `≤ ${GOAL_RATIO}`);
    print("  seconds, ours and bare", `${(median(times.ours) / 1_000).toFixed(1)} and ${(median(times.bare) / 1_000).toFixed(1)}`);
    judge(ratio, GOAL_RATIO, ours);
    await ours.close();
    await bare.close();
    await simulator.close();
  }

  /** Of a month and a minute of its own. */
  async atWeChatsPace(): Promise<void> {
    await this.base.database.pool.query("UPDATE mass_send_batch SET first_attempt_at = first_attempt_at - interval '60 days'");
    await this.base.database.pool.query("UPDATE delivery_ledger SET version = version + 1");
    await this.base.database.pool.query("DELETE FROM mass_call");
    // WeChat's stand-in is another one, which does not know the former one's token.
    await this.base.database.pool.query("DELETE FROM access_token");
    const simulator = await this.wechat(WECHATS_PACE);
    const ours = await this.tagcast(simulator, WECHATS_PACE);
    const ratio = (await ours.sendToEverybody("paced")) / ((CALLS * 60_000) / WECHATS_PACE);
    print(`the same at ${WECHATS_PACE} calls a minute, against a second a call`, ratio.toFixed(2), `≤ ${GOAL_PACED}`);
    judge(ratio, GOAL_PACED, ours);
    const { calls } = simulator;
    print("  calls that WeChat refused for their pace", String(calls.count("/cgi-bin/message/mass/send") - CALLS), "0");
    await ours.close();
    await simulator.close();
  }

  private wechat(massCallsPerMinute: number): Promise<Simulator> {
    const url = `http://127.0.0.1:${this.port}/wechat/callback/${ACCOUNT.appId}`;
    const callback = { url, token: ACCOUNT.callbackToken, encodingAesKey: null, mode: "plain" } as const;
    return startSimulator({
      apps: [{ ...ACCOUNT, callback }],
      ...{ followers: USERS, seed: SEED, massCallsPerMinute, dailyLimits: { "mass-send": 1_000_000 } },
    });
  }

  private tagcast({ url }: Simulator, callsPerMinute: number): Promise<TagcastProgram> {
    const wechat = { WECHAT_API_BASE_URL: url, WECHAT_MASS_CALLS_PER_MINUTE: String(callsPerMinute) };
    return TagcastProgram.start(this.base.database, this.port, { ...this.env, ...wechat });
  }
}

function judge(ratio: number, goal: number, ours: TagcastProgram): void {
  const peakMb = ours.peakMb();
  print("  peak memory of the whole program, MB", peakMb.toFixed(0), `≤ ${GOAL_MB}`);
  if (ratio > goal || peakMb > GOAL_MB) process.exitCode = 1;
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

class BareSender {
  private constructor(private readonly child: ChildProcess) {}

  static async start({ connectionString, wechat, tenantId, appId, appSecret, users }: BareSettings): Promise<BareSender> {
    const settings: BareSettings = { connectionString, wechat, tenantId, appId, appSecret, users };
    const child = fork(fileURLToPath(new URL("./_bare-sender.ts", import.meta.url)), [JSON.stringify(settings)], {
      execArgv: ["--import", "tsx"],
    });
    const sender = new BareSender(child);
    await sender.answer();
    return sender;
  }

  async send(name: string): Promise<number> {
    this.child.send(name);
    return (await this.answer()).ms ?? Number.NaN;
  }

  async close(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  private async answer(): Promise<BareReport> {
    const died = once(this.child, "exit").then(() => Promise.reject(new Error("the sender ended")));
    died.catch(() => undefined);
    const [report] = (await Promise.race([once(this.child, "message"), died])) as [BareReport];
    if (report.error !== undefined) throw new Error(report.error);
    return report;
  }
}

// Last: what stands above, the classes too, is there by then.
const built = spawnSync(process.execPath, [fileURLToPath(new URL("../scripts/build.mjs", import.meta.url)), "--if-stale"], {
  stdio: "inherit",
});
if (built.status !== 0) throw new Error("the program could not be built");
const base = await openBenchDatabase();
const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-data-"));
try {
  const bench = await Bench.open(base, folder);
  await bench.unlimited();
  await bench.atWeChatsPace();
} finally {
  await base.close();
  rmSync(folder, { recursive: true, force: true });
}
