import { createHash } from "node:crypto";
import type { AuditRecord } from "./accounts.port.js";

/** Stands for "no entry before" under the first entry of a tenant. */
const GENESIS = "0".repeat(64);

/**
 * The hash that seals an entry: SHA-256 over the hash before it and the entry, written as one JSON array so that no two
 * entries read the same. Whoever alters, removes or inserts an entry must recompute all later ones, and the newest hash
 * then differs from any copy kept elsewhere.
 */
export function chainHash(previous: string | null, entry: AuditRecord, at: Date): string {
  const { tenantId, operator, action, target, detail } = entry;
  const canonical = JSON.stringify([previous ?? GENESIS, tenantId, at.toISOString(), operator, action, target, detail]);
  return createHash("sha256").update(canonical).digest("hex");
}
