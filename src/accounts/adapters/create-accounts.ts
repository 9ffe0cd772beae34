import type { Database } from "../../platform/database/database.js";
import { ApiKeysService } from "../api-keys.service.js";
import { AuditLogService } from "../audit-log.service.js";
import { TokenAuthenticator } from "../authenticator.js";
import { LoginService } from "../login.service.js";
import { LoginLimits } from "../login-limits.js";
import { OperatorsService } from "../operators.service.js";
import { type PasswordCost, Passwords } from "../passwords.js";
import type { SecretBox } from "../stores.port.js";
import { TenantsService } from "../tenants.service.js";
import { PgApiKeyStore } from "./pg-api-key-store.js";
import { PgAttemptStore } from "./pg-attempt-store.js";
import { PgAuditStore } from "./pg-audit-store.js";
import { PgOperatorStore } from "./pg-operator-store.js";
import { PgSessionStore } from "./pg-session-store.js";
import { PgTenantStore } from "./pg-tenant-store.js";

export interface Accounts {
  /** Also the AccountSecrets of the WeChat client and of the callback endpoint. */
  tenants: TenantsService;
  /** Also the OperatorLookup. */
  operators: OperatorsService;
  logins: LoginService;
  apiKeys: ApiKeysService;
  /** Also the AuditTrail. */
  auditLog: AuditLogService;
  authenticator: TokenAuthenticator;
}

/** The accounts domain on PostgreSQL. `passwordCost` is lowered by tests only. */
export function createAccounts(parts: { database: Database; sealer: SecretBox; clock: () => Date; passwordCost?: PasswordCost }): Accounts {
  const { database, clock } = parts;
  const operatorStore = new PgOperatorStore(database);
  const sessions = new PgSessionStore(database);
  const apiKeyStore = new PgApiKeyStore(database);
  const passwords = new Passwords(parts.passwordCost);
  const auditLog = new AuditLogService(new PgAuditStore(database), clock);
  const limits = new LoginLimits(new PgAttemptStore(database), parts.sealer, clock);
  return {
    auditLog,
    tenants: new TenantsService(new PgTenantStore(database), parts.sealer, clock),
    operators: new OperatorsService(operatorStore, passwords, auditLog),
    logins: new LoginService({ operators: operatorStore, sessions, passwords, limits, audit: auditLog, clock }),
    apiKeys: new ApiKeysService(apiKeyStore, auditLog, clock),
    authenticator: new TokenAuthenticator(sessions, apiKeyStore, clock),
  };
}
