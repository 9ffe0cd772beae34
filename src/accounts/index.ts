export { AccountKind, Operator, Tenant } from "./account.types.js";
export type { AccountSecrets, AuditRecord, AuditTrail, Authenticator, CallbackSecrets, OperatorLookup } from "./accounts.port.js";
