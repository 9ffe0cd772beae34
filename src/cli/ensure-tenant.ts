import type { Accounts } from "../accounts/adapters/create-accounts.js";
import { AccountKind, type Tenant } from "../accounts/index.js";
import type { AccountSettings } from "../config/environment.js";
import { ConflictError } from "../graphql/errors.js";
import type { SandboxAccount } from "./sandbox-account.js";

/** Who it was, as the audit log shows it. */
const BY = "start";

/** The sandbox's tenant with the simulator's secrets. */
export function ensureSandboxTenant(accounts: Accounts, account: SandboxAccount): Promise<Tenant> {
  const { appId, appSecret, callbackToken, encodingAesKey } = account;
  const secrets = { appSecret, callbackToken, encodingAesKey };
  return accounts.tenants.ensureTenant({ appId, ...secrets, name: "沙盒咖啡", kind: AccountKind.SERVICE, sandbox: true }, BY);
}

/** The tenant of the configured account: its secrets are brought up to date, what people named it stays. */
export async function ensureConfiguredTenant(accounts: Accounts, account: AccountSettings): Promise<Tenant> {
  const known = await accounts.tenants.findByAppId(account.appId);
  const { name = account.appId, kind = AccountKind.SERVICE, verified = true } = known ?? {};
  return accounts.tenants.ensureTenant({ ...account, name, kind, verified, sandbox: false }, BY);
}

export type FirstOperator = { username: string; password: string | null } | { missing: true } | null;

/**
 * The operator `admin` for a tenant without any; `password` only when it was made now. Null: there are operators. `missing`: there
 * are none, and the name `admin` belongs to another tenant.
 */
export async function ensureFirstOperator({ operators }: Accounts, tenantId: number, password: string | null): Promise<FirstOperator> {
  try {
    const first = await operators.ensureFirst(tenantId, password);
    return first && { username: first.operator.username, password: first.password };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    // Two processes that start together: the other one has just made it.
    return (await operators.list(tenantId)).length > 0 ? null : { missing: true };
  }
}
