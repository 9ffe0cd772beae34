import type { AuditRecord } from "../../accounts/index.js";
import { type MassSendRecord, written } from "../mass-send.js";
import type { AuditedAct } from "../mass-send-store.port.js";

/** What the audit log says of an act; `before` null where it made the send. */
export function auditEntry({ operator, action, detail }: AuditedAct, before: MassSendRecord | null, after: MassSendRecord): AuditRecord {
  return {
    ...{ tenantId: after.tenantId, operator, action, target: `massSend:${after.id}`, detail },
    ...{ before: before && written(before), after: written(after) },
  };
}
