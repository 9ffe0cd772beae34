import { existsSync } from "node:fs";
import { createAccounts } from "../../accounts/adapters/create-accounts.js";
import { type Environment, readEnvironment } from "../../config/environment.js";
import { loadSecretKey } from "../../config/secret-key.js";
import { Sealer } from "../../platform/crypto/sealer.js";
import { openDatabase } from "../../platform/database/database.js";
import { createLogger } from "../../platform/logging/logger.js";
import { embeddedFolder, type ReachedDatabase, reachDatabase } from "../reach-database.js";
import type { Terminal } from "../terminal.js";
import { checkAccounts } from "./account-checks.js";
import { checkClock, checkDatabaseVersion, checkDataFolder, checkMigrations } from "./database-checks.js";
import { checkDeletions } from "./deletion-checks.js";
import { type Finding, look, ok, skipped } from "./finding.js";
import { checkIndex } from "./index-checks.js";
import { findServer } from "./server-checks.js";

/** Looks at everything it can reach; what depends on something that is at fault is left out. */
export async function examine(terminal: Terminal): Promise<Finding[]> {
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
  return configured === null ? findings : [...findings, ...(await examineConfigured(configured, terminal))];
}

async function examineConfigured(environment: Environment, terminal: Terminal): Promise<Finding[]> {
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
    return [...findings, ...(await examineDatabase(environment, reached.database))];
  } finally {
    await reached.database.release();
  }
}

async function examineDatabase(environment: Environment, { connectionString }: ReachedDatabase): Promise<Finding[]> {
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
    findings.push(...(await checkAccounts({ environment, database, sealer, accounts, serverUrl: server.url })));
    return [...findings, ...(await checkIndex(database)), await checkDeletions(database, sealer)];
  } finally {
    await database.close();
  }
}
