import { type Accounts, createAccounts } from "../../accounts/adapters/create-accounts.js";
import type { Tenant } from "../../accounts/index.js";
import type { Environment } from "../../config/environment.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import { type Database, openDatabase } from "../../platform/database/database.js";
import type { Logger } from "../../platform/logging/logger.js";
import { ensureConfiguredTenant, ensureFirstOperator, ensureSandboxTenant, type FirstOperator } from "../ensure-tenant.js";
import { showProgress } from "../progress.js";
import { seedDemoUsers } from "../seed-demo-users.js";
import type { Terminal } from "../terminal.js";
import type { Sandbox } from "./start-sandbox.js";

export interface PreparedAccount {
  tenant: Tenant;
  operator: FirstOperator;
}

interface Parts {
  environment: Environment;
  sandbox: Sandbox | null;
  connectionString: string;
  sealer: Sealer;
  logger: Logger;
  terminal: Terminal;
}

/** Sees to it that there is a tenant, somebody who can sign in, and in the sandbox the demo users. Null: no account is configured. */
export async function prepareAccount(parts: Parts): Promise<PreparedAccount | null> {
  const database = openDatabase(parts.connectionString);
  try {
    const accounts = createAccounts({ database, sealer: parts.sealer, clock: () => new Date() });
    const tenant = await ensureTenant(accounts, parts);
    if (tenant === null) return null;
    if (parts.sandbox !== null) await ensureDemoUsers(database, tenant.id, parts.sandbox, parts);
    return { tenant, operator: await ensureFirstOperator(accounts, tenant.id, parts.environment.adminPassword) };
  } finally {
    await database.close();
  }
}

async function ensureTenant(accounts: Accounts, { environment, sandbox }: Parts): Promise<Tenant | null> {
  if (sandbox !== null) return ensureSandboxTenant(accounts, sandbox.account);
  const { account } = environment.wechat;
  return account && ensureConfiguredTenant(accounts, account);
}

/** Ordinals are never given twice, so their number says how many users there ever were: people deleted later are not brought back. */
async function ensureDemoUsers(
  database: Database,
  tenantId: number,
  { account, users }: Sandbox,
  { environment, logger, terminal }: Parts,
): Promise<void> {
  const { rows } = await database.pool.query<{ ever: number }>("SELECT next_ordinal AS ever FROM tenant_counter WHERE tenant_id = $1", [
    tenantId,
  ]);
  if ((rows[0]?.ever ?? 0) >= users) return;
  const progress = showProgress(terminal.stderr, users, "demo users");
  try {
    const wanted = { tenantId, seed: account.seed, users, onProgress: (done: number) => progress.update(done) };
    await seedDemoUsers({ environment, database, logger }, wanted);
  } finally {
    progress.stop();
  }
}
