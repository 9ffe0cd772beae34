import type { AuditIn } from "../accounts.port.js";
import { AuditWriter } from "../audit-log.service.js";
import type { SecretBox } from "../stores.port.js";
import { appendIn } from "./pg-audit-store.js";

/** The audit log as a part of whatever transaction a change is made in. */
export function auditInTransactions(sealer: SecretBox, clock: () => Date): AuditIn {
  return (tx) => new AuditWriter({ append: (entry, at, hash) => appendIn(tx, entry, at, hash) }, sealer, clock);
}
