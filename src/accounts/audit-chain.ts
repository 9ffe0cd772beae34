import { createHash } from "node:crypto";
import type { AuditFields, AuditHead, StoredAuditEntry } from "./stores.port.js";

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

/**
 * `brokenAt`: the first entry that is not as it was written, or before which one is gone. `missing`: so many were cut off the end, by
 * what the database noted beside the chain; 0 where only the last hash differs from what it noted.
 */
export type AuditVerdict =
  | { intact: true; entries: number; newestHash: string | null }
  | { intact: false; entries: number; brokenAt: bigint }
  | { intact: false; entries: number; brokenAt: null; missing: number };

/** Looks at a tenant's entries, given oldest first. */
export class ChainCheck {
  private previous: string | null = null;
  private entries = 0;
  private atHead: string | null = null;
  private brokenAt: bigint | null = null;

  /** `head`: read before the entries, so that what is appended meanwhile comes after it. */
  constructor(private readonly head: AuditHead | null) {}

  /** Whether the chain is whole as far as this entry. */
  take(entry: StoredAuditEntry): boolean {
    if (this.brokenAt !== null) return false;
    if (chainHash(this.previous, entry, entry.at) !== entry.hash) {
      this.brokenAt = entry.id;
      return false;
    }
    this.previous = entry.hash;
    this.entries += 1;
    if (this.entries === this.head?.entries) this.atHead = entry.hash;
    return true;
  }

  /** After the last entry, or the first that `take` did not like. */
  verdict(): AuditVerdict {
    const { entries, head, brokenAt, previous } = this;
    if (brokenAt !== null) return { intact: false, entries, brokenAt };
    const isWhole = head === null ? entries === 0 : this.atHead === head.hash;
    if (isWhole) return { intact: true, entries, newestHash: previous };
    return { intact: false, entries, brokenAt: null, missing: Math.max(0, (head?.entries ?? 0) - entries) };
  }
}
