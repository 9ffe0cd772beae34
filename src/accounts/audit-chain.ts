import { createHash } from "node:crypto";
import type { AuditFields } from "./stores.port.js";

/** Stands for "no entry before" under the first entry of a tenant. */
const GENESIS = "0".repeat(64);

/**
 * The hash that seals an entry: SHA-256 over the hash before it and the entry, written as one JSON array so that no two
 * entries read the same. Whoever alters, removes or inserts an entry must recompute all later ones, and the newest hash
 * then differs from any copy kept elsewhere. Entries without `before` and `after` are written as they were before there were any.
 */
export function chainHash(previous: string | null, entry: AuditFields, at: Date): string {
  const { tenantId, operator, action, target, detail, before, after } = entry;
  const objects = before === null && after === null ? [] : [before, after];
  const canonical = JSON.stringify([previous ?? GENESIS, tenantId, at.toISOString(), operator, action, target, detail, ...objects]);
  return createHash("sha256").update(canonical).digest("hex");
}
