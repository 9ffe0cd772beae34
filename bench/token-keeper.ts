// One access token for 8 processes with 200 callers each: at every expiry WeChat is asked once, however many wait, and every call
// succeeds. What an expiry costs is told as a ratio: the round in which the token ends against a round in which it is good.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { startSimulator } from "../src/simulator/index.js";
import { TokenProcess } from "../test/support/token-processes.js";
import { addTenant } from "../test/wechat/support.js";

const PROCESSES = 8;
const CALLERS = 200;
const EXPIRIES = 20;
const TAGS = "/cgi-bin/tags/get";
const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };

const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
// PostgreSQL may run as another user, who must be able to pass.
chmodSync(folder, 0o711);
const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
const simulator = await startSimulator({ apps: [APP], followers: 1, dailyLimits: { [TAGS]: 1e9 } });
try {
  await applyMigrations(server.connectionString);
  await run();
} finally {
  await simulator.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const processes = await startProcesses();
  const good: number[] = [];
  const expired: number[] = [];
  await round(processes);
  for (let n = 0; n < EXPIRIES; n++) {
    good.push(await round(processes));
    simulator.faults.order({ path: TAGS, kind: "expire-token" });
    expired.push(await round(processes));
  }
  await Promise.all(processes.map((each) => each.stop()));
  const asked = simulator.calls.count("/cgi-bin/stable_token");
  const ratio = (median(expired) / median(good)).toFixed(2);
  console.log(
    `refreshes at ${EXPIRIES} expiries, ${PROCESSES} processes x ${CALLERS} callers, and one at the start: ${asked} (goal ${EXPIRIES + 1})`,
  );
  console.log(`a round of ${PROCESSES * CALLERS} calls with an expiry against one without: ${ratio} (goal 3: each call is made twice)`);
  if (asked !== EXPIRIES + 1) process.exitCode = 1;
}

async function startProcesses(): Promise<TokenProcess[]> {
  const database = openDatabase(server.connectionString);
  const tenantId = await addTenant(database, APP.appId);
  await database.close();
  const secretKey = randomBytes(32).toString("hex");
  const options = { databaseUrl: server.connectionString, wechatUrl: simulator.url, tenantId, ...APP, secretKey };
  return Promise.all(Array.from({ length: PROCESSES }, () => TokenProcess.start(options)));
}

/** Milliseconds until the last of all callers is served. */
async function round(processes: readonly TokenProcess[]): Promise<number> {
  const started = performance.now();
  for (const { succeeded, faults } of await Promise.all(processes.map((each) => each.call(CALLERS)))) {
    if (succeeded !== CALLERS) throw new Error(`calls failed: ${faults.join("; ")}`);
  }
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
