import { existsSync } from "node:fs";
import { createAccounts } from "../../accounts/adapters/create-accounts.js";
import { type Environment, readEnvironment } from "../../config/environment.js";
import { loadSecretKey } from "../../config/secret-key.js";
import { Sealer } from "../../platform/crypto/sealer.js";
import { openDatabase } from "../../platform/database/database.js";
import { createLogger, silentLogger } from "../../platform/logging/logger.js";
import type { IndexParts } from "../index-tool.js";
import { embeddedFolder, type ReachedDatabase, reachDatabase } from "../reach-database.js";
import type { Terminal } from "../terminal.js";
import { checkAccounts } from "./account-checks.js";
import { checkCluster } from "./cluster-checks.js";
import { checkClock, checkDatabaseVersion, checkDataFolder, checkMigrations } from "./database-checks.js";
import { checkDeletions } from "./deletion-checks.js";
import { type Finding, look, ok, skipped } from "./finding.js";
import { checkDrift, checkIndex } from "./index-checks.js";
import { checkObjects } from "./object-checks.js";
import { withRedis } from "./redis-checks.js";
import { checkRules } from "./rule-checks.js";
import { checkSearch } from "./search-checks.js";
import { findServer } from "./server-checks.js";

export interface Wanted {
  /** Looks at every user in the audience index, too. */
  drift: boolean;
  /** Asks the callback address there, too. */
  publicUrl: string | null;
}

/** Looks at everything it can reach; what depends on something that is at fault is left out. */
export async function examine(terminal: Terminal, wanted: Wanted): Promise<Finding[]> {
  const findings: Finding[] = [];
  let environment: Environment | null = null;
  findings.push(
    await look("configuration", async () => {
      environment = readEnvironment(terminal.env);
      return ok(environment.sandbox ? "sandbox (no WECHAT_APP_ID)" : `account ${environment.wechat.account?.appId}`);
    }),
  );
  // The closure above sets it; TypeScript does not follow closures.
  const configured = environment as Environment | null;
  return configured === null ? findings : [...findings, ...(await examineConfigured(configured, terminal, wanted))];
}

async function examineConfigured(environment: Environment, terminal: Terminal, wanted: Wanted): Promise<Finding[]> {
  const findings = [await checkDataFolder(environment.dataDir)];
  const reached: { database?: ReachedDatabase } = {};
  // Only faults are worth a line between the findings.
  const logger = createLogger({ level: "error", destination: terminal.stderr });
  findings.push(
    await look("database", async () => {
      if (environment.databaseUrl === null && !existsSync(embeddedFolder(environment.dataDir))) {
        return skipped("there is none yet: `tagcast start` makes it");
      }
      reached.database = await reachDatabase(environment, logger);
      return checkDatabaseVersion(reached.database);
    }),
  );
  if (reached.database === undefined || findings.some(({ status }) => status === "fault")) return findings;
  try {
    return [...findings, ...(await examineDatabase(environment, reached.database, wanted))];
  } finally {
    await reached.database.release();
  }
}

async function examineDatabase(
  environment: Environment,
  { connectionString }: ReachedDatabase,
  { drift, publicUrl }: Wanted,
): Promise<Finding[]> {
  const migrations = await checkMigrations(connectionString);
  const findings = [migrations, await checkClock(connectionString)];
  if (migrations.status === "fault") return findings;
  const database = openDatabase(connectionString);
  try {
    const server = await findServer(environment);
    const key: { sealer?: Sealer } = {};
    findings.push(
      await look("secret key", async () => {
        key.sealer = new Sealer(loadSecretKey(environment.secretKey, environment.dataDir));
        return ok(environment.secretKey === null ? "kept in the data folder: back it up with the database" : "from TAGCAST_SECRET_KEY");
      }),
      server.finding,
    );
    const { sealer } = key;
    if (sealer === undefined) return findings;
    const accounts = createAccounts({ database, sealer, clock: () => new Date() });
    const parts = { environment, database, sealer, accounts, serverUrl: server.url, publicUrl };
    const { elasticsearch, redis, redisCluster } = environment;
    findings.push(
      ...(redis === null
        ? await checkAccounts({ ...parts, redis: null })
        : await withRedis(redis, (client) => checkAccounts({ ...parts, redis: client }))),
    );
    if (redisCluster !== null) findings.push(await checkCluster(redisCluster));
    const index = elasticsearch === null ? await checkIndex(database) : await checkSearch(database, elasticsearch, server.url !== null);
    findings.push(...index, await checkRules(database, server.url !== null));
    if (drift) findings.push(...(await driftUnless(index, { environment, database, logger: silentLogger })));
    return [...findings, await checkObjects(environment), await checkDeletions({ environment, database, sealer })];
  } finally {
    await database.close();
  }
}

/** An index that is not there or not complete would be made and filled by being compared. */
async function driftUnless(index: readonly Finding[], parts: IndexParts): Promise<Finding[]> {
  if (index.every(({ status }) => status === "ok")) return checkDrift(parts);
  return [{ check: "drift", ...skipped("the audience index is not in order yet") }];
}
