import "reflect-metadata";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { AccountKind } from "../src/accounts/index.js";
import { EVERYTHING } from "../src/app/work.js";
import { type App, createApp } from "../src/app.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { startSimulator } from "../src/simulator/index.js";
import type { ClientOrder, ClientReport } from "./_callback-client.js";

/*
 * The callback intake against the plainest thing that keeps what it is sent: node:http and pg, one INSERT a request, nothing
 * looked at. Ours verifies both signatures, decrypts, parses, deduplicates, stores, answers, and notes positions and activity of
 * 5,000 people. Both get the same bytes from a client in another process, in turns.
 */

const ROUNDS = 3;
const REQUESTS = 12_000;
const PEOPLE = 5_000;
const RATE = 2_000;
const SECONDS = 10;
const ACCOUNT = {
  appId: "wxbench0000000001",
  callbackToken: "benchtoken",
  encodingAesKey: randomBytes(32).toString("base64").slice(0, 43),
};
const CLIENT = fileURLToPath(new URL("./_callback-client.ts", import.meta.url));

async function bareServer(connectionString: string): Promise<{ url: string; rows(): Promise<number>; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  await pool.query("CREATE TABLE bare_callback (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)");
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await pool.query("INSERT INTO bare_callback (body) VALUES ($1)", [Buffer.concat(chunks).toString("utf8")]);
    response.end("success");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: () => countOf(pool, "SELECT count(*)::int AS count FROM bare_callback"),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await pool.end();
    },
  };
}

async function ourServer(connectionString: string, objectFolder: string): Promise<{ app: App; url: string; close(): Promise<void> }> {
  const simulator = await startSimulator({ apps: [{ appId: ACCOUNT.appId, appSecret: "bench-secret" }], followers: 10 });
  const app = await createApp({
    ...{ connectionString, sealer: new Sealer(randomBytes(32)), logger: silentLogger, wechatApiBaseUrl: simulator.url, sandbox: true },
    elasticsearch: null,
    bucket: null,
    redis: null,
    role: EVERYTHING,
    ...{
      objectFolder,
      massCallsPerMinute: 60,
      massSendBatchSize: 10_000,
      massSendResultOverdueSeconds: 120,
      massSendQuotaDelaySeconds: 300,
      webhookAllowedNetworks: [],
      audienceMemoryMb: 1_024,
      corsOrigins: [],
      trustProxy: false,
    },
  });
  const secrets = { ...ACCOUNT, appSecret: "bench-secret" };
  const { id } = await app.core.accounts.tenants.createTenant(
    { ...secrets, name: "bench", kind: AccountKind.SERVICE, sandbox: true },
    "test",
  );
  await app.core.database.pool.query(
    "INSERT INTO users (tenant_id, ordinal, openid, subscribed) SELECT $1, n, 'o' || n, true FROM generate_series(0, $2::int - 1) AS n",
    [id, PEOPLE],
  );
  await app.core.database.pool.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [id, PEOPLE]);
  await app.start();
  const { url } = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    app,
    url,
    close: async () => {
      await app.close();
      await simulator.close();
    },
  };
}

async function countOf(pool: pg.Pool, sql: string): Promise<number> {
  return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
}

async function drive(order: Pick<ClientOrder, "url" | "requests" | "rate" | "connections">): Promise<ClientReport> {
  const full: ClientOrder = { ...order, account: ACCOUNT, people: PEOPLE };
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", CLIENT, JSON.stringify(full)]);
  return JSON.parse(stdout) as ClientReport;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const print = (claim: string, value: string, goal: string) => console.log(`${claim}: ${value} (goal ${goal})`);

async function compare(bare: Awaited<ReturnType<typeof bareServer>>, ours: Awaited<ReturnType<typeof ourServer>>): Promise<void> {
  const speeds: Record<"bare" | "ours", number[]> = { bare: [], ours: [] };
  const costs: Record<"bare" | "ours", number[]> = { bare: [], ours: [] };
  let accepted = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { url }] of [["bare", bare] as const, ["ours", ours] as const]) {
      const before = process.cpuUsage();
      const { ok, failed, seconds } = await drive({ url, requests: REQUESTS, rate: null, connections: 64 });
      if (failed > 0) throw new Error(`${name}: ${failed} of ${REQUESTS} were not answered with success`);
      if (name === "ours") accepted += ok;
      // The first round only warms up.
      if (round === 0) continue;
      speeds[name].push(ok / seconds);
      const { user, system } = process.cpuUsage(before);
      costs[name].push((user + system) / ok);
    }
  }
  const [bareSpeed, ourSpeed] = [median(speeds.bare), median(speeds.ours)];
  print(
    "callbacks at full speed, requests a second against a bare server that inserts one row",
    (ourSpeed / bareSpeed).toFixed(2),
    "≥ 0.5",
  );
  print("callbacks a second, ours and bare", `${ourSpeed.toFixed(0)} and ${bareSpeed.toFixed(0)}`, "–");
  print(
    "CPU of the server's process in µs a callback, ours and bare",
    `${median(costs.ours).toFixed(0)} and ${median(costs.bare).toFixed(0)}`,
    "–",
  );
  for (const [name, { url }] of [["bare", bare] as const, ["ours", ours] as const]) {
    const report = await drive({ url, requests: RATE * SECONDS, rate: RATE, connections: 256 });
    if (name === "ours") accepted += report.ok;
    const goal = name === "ours" ? "p99 ≤ 50" : "–";
    print(
      `${RATE} callbacks a second for ${SECONDS} s, ${name}: p50 and p99 in ms`,
      `${report.p50.toFixed(1)} and ${report.p99.toFixed(1)}`,
      goal,
    );
    print(
      `of these not answered with success, or later than ${SECONDS} s, ${name}`,
      `${report.failed}, ${(report.seconds - SECONDS).toFixed(2)} s`,
      "0",
    );
  }
  await settle(ours.app.core.database.pool, accepted);
}

async function settle(pool: pg.Pool, accepted: number): Promise<void> {
  const stored = await countOf(pool, "SELECT count(*)::int AS count FROM callback");
  print("callbacks answered with success and not stored", String(accepted - stored), "0");
  const started = performance.now();
  const unfinished = () => countOf(pool, "SELECT count(*)::int AS count FROM callback WHERE processed_at IS NULL");
  while ((await unfinished()) > 0 && performance.now() - started < 120_000) await new Promise((resolve) => setTimeout(resolve, 100));
  print("of them not acted on, after seconds", `${await unfinished()}, ${((performance.now() - started) / 1_000).toFixed(1)}`, "0");
  print("people whose position and activity were noted", String(await countOf(pool, POSITIONS)), String(PEOPLE));
}

const POSITIONS = "SELECT count(*)::int AS count FROM users JOIN user_location USING (user_id) WHERE last_active_at IS NOT NULL";

const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
// PostgreSQL may run as another user, who must be able to pass.
chmodSync(folder, 0o711);
const postgres = await startEmbeddedPostgres({ folder, logger: silentLogger });
try {
  await applyMigrations(postgres.connectionString);
  const bare = await bareServer(postgres.connectionString);
  const ours = await ourServer(postgres.connectionString, join(folder, "objects"));
  await compare(bare, ours);
  await ours.close();
  await bare.close();
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
