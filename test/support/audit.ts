import { randomBytes } from "node:crypto";
import { auditInTransactions } from "../../src/accounts/adapters/audit-in.js";
import type { AuditIn, AuditRecord } from "../../src/accounts/index.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";

/** For a store that is made by hand: the real audit log. */
export const auditIn: AuditIn = auditInTransactions(new Sealer(randomBytes(32)), () => new Date());

/** Where it does not matter what the audit log says. */
export const someEntry = (tenantId: number) => (): AuditRecord => ({
  ...{ tenantId, operator: "test", action: "test", target: null, detail: null },
});

/** An entry of the audit log as it is stored and written out. */
export interface StoredEntry {
  operator: string;
  action: string;
  target: string | null;
  detail: string | null;
  before: string | null;
  after: string | null;
  hash: string;
}
