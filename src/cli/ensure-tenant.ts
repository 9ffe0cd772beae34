import type { Accounts } from "../accounts/adapters/create-accounts.js";
import { AccountKind, canonicalJson, type Tenant, type TenantInput } from "../accounts/index.js";
import type { AccountSettings } from "../config/environment.js";
import { ConflictError } from "../graphql/errors.js";
import type { SandboxAccount } from "./sandbox-account.js";

/** The sandbox's tenant with the simulator's secrets. */
export function ensureSandboxTenant(accounts: Accounts, account: SandboxAccount): Promise<Tenant> {
  const { appId, appSecret, callbackToken, encodingAesKey } = account;
  return ensured(accounts, {
    ...{ appId, appSecret, callbackToken, encodingAesKey },
    name: "沙盒咖啡",
    kind: AccountKind.SERVICE,
    sandbox: true,
  });
}

/** The tenant of the configured account: its secrets are brought up to date, what people named it stays. */
export async function ensureConfiguredTenant(accounts: Accounts, account: AccountSettings): Promise<Tenant> {
  const known = await accounts.tenants.findByAppId(account.appId);
  return ensured(accounts, {
    ...account,
    name: known?.name ?? account.appId,
    kind: known?.kind ?? AccountKind.SERVICE,
    verified: known?.verified ?? true,
    sandbox: false,
  });
}

/** In the audit log where the start makes the tenant, or its configuration changes what it is. */
async function ensured({ tenants, auditLog }: Accounts, input: TenantInput): Promise<Tenant> {
  const before = await tenants.findByAppId(input.appId);
  const after = await tenants.ensureTenant(input);
  const entry = { tenantId: after.id, operator: "start", target: `tenant:${after.id}`, detail: after.name, before, after };
  if (before === null) await auditLog.record({ ...entry, action: "createTenant" });
  else if (canonicalJson(before) !== canonicalJson(after)) await auditLog.record({ ...entry, action: "updateTenant" });
  return after;
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
    if (error instanceof ConflictError) return { missing: true };
    throw error;
  }
}
