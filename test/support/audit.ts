import { randomBytes } from "node:crypto";
import { createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import type { AuditIn, AuditRecord } from "../../src/accounts/index.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import type { Database } from "../../src/platform/database/database.js";

/** For a store that is made by hand: the real audit log. */
export const auditIn = (database: Database): AuditIn =>
  createAccounts({ database, sealer: new Sealer(randomBytes(32)), clock: () => new Date() }).auditIn;

/** Where it does not matter what the audit log says. */
export const someEntry = (tenantId: number) => (): AuditRecord => ({
  ...{ tenantId, operator: "test", action: "test", target: null, detail: null },
});
