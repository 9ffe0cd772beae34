import { randomBytes } from "node:crypto";
import { auditInTransactions } from "../../src/accounts/adapters/audit-in.js";
import type { AuditIn, AuditRecord } from "../../src/accounts/index.js";
import type { StoredAuditEntry } from "../../src/accounts/stores.port.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";

/** For a store that is made by hand: the real audit log. */
export const auditIn: AuditIn = auditInTransactions(new Sealer(randomBytes(32)), () => new Date());

/** Where it does not matter what the audit log says. */
export const someEntry = (tenantId: number) => (): AuditRecord => ({
  ...{ tenantId, operator: "test", action: "test", target: null, detail: null },
});

/** An entry of the audit log as it is stored and written out. */
export type StoredEntry = Omit<StoredAuditEntry, "tenantId" | "id" | "at">;
