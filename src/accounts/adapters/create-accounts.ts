import type { Database } from "../../platform/database/database.js";
import type { RowChanges } from "../../platform/database/row-changes.js";
import { BriefMemory } from "../../platform/memory/brief-memory.js";
import type { AuditIn } from "../accounts.port.js";
import { ApiKeysService } from "../api-keys.service.js";
import { AuditLogService, AuditWriter } from "../audit-log.service.js";
import { TokenAuthenticator } from "../authenticator.js";
import { LoginService } from "../login.service.js";
import { LoginLimits } from "../login-limits.js";
import { OperatorsService } from "../operators.service.js";
import { type PasswordCost, Passwords } from "../passwords.js";
import type { AttemptStore, KnownPrincipal, SecretBox } from "../stores.port.js";
import { TenantsService } from "../tenants.service.js";
import { auditInTransactions } from "./audit-in.js";
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
  /** Also the AuditTrail of what is done outside the database. */
  auditLog: AuditLogService;
  auditIn: AuditIn;
  authenticator: TokenAuthenticator;
}

export interface AccountParts {
  database: Database;
  sealer: SecretBox;
  clock: () => Date;
  /** Without it every request asks the database who its token speaks for. */
  changes?: RowChanges;
  /** Where login attempts are counted; default: in the database. */
  attempts?: AttemptStore;
  /** Lowered by tests only. */
  passwordCost?: PasswordCost;
}

const REMEMBERED_TOKENS = 10_000;
/** Should the connection that hears of changes be dead without anybody having noticed, a revoked token lives so much longer. */
const REMEMBERED_MS = 2_000;

/** The accounts domain on PostgreSQL. */
export function createAccounts(parts: AccountParts): Accounts {
  const { database, clock, changes } = parts;
  const isTold = () => changes?.isListening ?? false;
  const principals = new BriefMemory<string, KnownPrincipal>({ most: REMEMBERED_TOKENS, forMs: REMEMBERED_MS, isTold });
  const forget = () => principals.clear();
  for (const table of ["session", "operator", "api_key"] as const) changes?.onChange(table, forget);
  const auditStore = new PgAuditStore(database);
  const auditIn = auditInTransactions(parts.sealer, clock);
  const operatorStore = new PgOperatorStore(database, auditIn, forget);
  const sessions = new PgSessionStore(database, auditIn, forget);
  const apiKeyStore = new PgApiKeyStore(database, auditIn, forget);
  const passwords = new Passwords(parts.passwordCost);
  const auditLog = new AuditLogService(auditStore, new AuditWriter(auditStore, parts.sealer, clock));
  const limits = new LoginLimits(parts.attempts ?? new PgAttemptStore(database), parts.sealer, clock);
  return {
    auditLog,
    auditIn,
    tenants: new TenantsService(new PgTenantStore(database, auditIn), parts.sealer, clock),
    operators: new OperatorsService(operatorStore, passwords),
    logins: new LoginService({ operators: operatorStore, sessions, passwords, limits, clock }),
    apiKeys: new ApiKeysService(apiKeyStore, clock),
    authenticator: new TokenAuthenticator(sessions, apiKeyStore, clock, principals),
  };
}
