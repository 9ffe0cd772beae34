export { AccountKind, ApprovalRule, Operator, Tenant } from "./account.types.js";
export type {
  AccountSecrets,
  AuditIn,
  AuditRecord,
  AuditTrail,
  Authenticator,
  CallbackSecrets,
  EntryOf,
  OperatorLookup,
} from "./accounts.port.js";
export type { AuditVerdict } from "./audit-chain.js";
export { canonicalJson } from "./canonical-json.js";
export type { OperatorInput } from "./operators.service.js";
export { asked, failed, recordAround } from "./outside-act.js";
export type { AttemptStore } from "./stores.port.js";
export type { TenantInput } from "./tenant-input.js";
export type { TenantUpdate, TenantUpdated } from "./tenants.service.js";
