import { type Accounts, createAccounts } from "../accounts/adapters/create-accounts.js";
import type { Tenant } from "../accounts/index.js";
import { type Environment, readEnvironment } from "../config/environment.js";
import { loadSecretKey } from "../config/secret-key.js";
import { Sealer } from "../platform/crypto/sealer.js";
import { type Database, openDatabase } from "../platform/database/database.js";
import { applyMigrations } from "../platform/database/migrate.js";
import { createLogger, type Logger } from "../platform/logging/logger.js";
import { interruptible } from "./interrupt.js";
import { reachDatabase } from "./reach-database.js";
import { CliError, type Terminal } from "./terminal.js";

/** What a one-shot command works with: the configuration, the migrated database, the accounts. */
export interface Session {
  environment: Environment;
  logger: Logger;
  database: Database;
  connectionString: string;
  accounts: Accounts;
  sealer: Sealer;
  /** Names of the migrations that opening it applied. */
  applied: string[];
  /** Whether a server of ours runs on the same embedded database now. */
  besideServer: boolean;
  tenant(appId: string): Promise<Tenant>;
}

/** Opens the database (see `reachDatabase`), runs `work`, and closes what it opened, however that ends. */
export function withSession<T>(terminal: Terminal, work: (session: Session) => Promise<T>): Promise<T> {
  return interruptible(() => runSession(terminal, work));
}

async function runSession<T>(terminal: Terminal, work: (session: Session) => Promise<T>): Promise<T> {
  const environment = readEnvironment(terminal.env);
  // Who runs one command reads its result; the log is for who asks for it.
  const level = terminal.env.LOG_LEVEL ? environment.logLevel : "warn";
  const logger = createLogger({ level, destination: terminal.stderr });
  const reached = await reachDatabase(environment, logger);
  try {
    const applied = await applyMigrations(reached.connectionString);
    const database = openDatabase(reached.connectionString);
    try {
      const sealer = new Sealer(loadSecretKey(environment.secretKey, environment.dataDir));
      const accounts = createAccounts({ database, sealer, clock: () => new Date() });
      const tenant = (appId: string) => tenantByAppId(accounts, appId);
      return await work({ environment, logger, database, accounts, sealer, applied, tenant, ...reached });
    } finally {
      await database.close();
    }
  } finally {
    await reached.release();
  }
}

async function tenantByAppId({ tenants }: Accounts, appId: string): Promise<Tenant> {
  const tenant = await tenants.findByAppId(appId);
  if (tenant !== null) return tenant;
  const known = (await tenants.all()).map((each) => each.appId);
  const hint = known.length === 0 ? "there is none yet: `tagcast create-tenant`, or start once" : `there are: ${known.join(", ")}`;
  throw new CliError(`no tenant has the AppID ${appId}; ${hint}`);
}
