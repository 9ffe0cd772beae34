import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import type { AuditRecord, AuditTrail } from "./accounts.port.js";
import type { AuditEntry } from "./audit.types.js";
import { chainHash } from "./audit-chain.js";
import type { AuditStore, StoredAuditEntry } from "./stores.port.js";

const VERIFY_PAGE = 1000;
const MAX_TEXT = 1000;
/** bigint ids: up to 18 digits stay below 2^63. */
const CURSOR = /^\d{1,18}$/;

export type AuditVerdict =
  | { intact: true; entries: number; newestHash: string | null }
  | { intact: false; entries: number; brokenAt: bigint };

/** Append-only, one hash chain for each tenant. */
export class AuditLogService implements AuditTrail {
  constructor(
    private readonly store: AuditStore,
    private readonly clock: () => Date,
  ) {}

  record(entry: AuditRecord): Promise<void> {
    const bounded = { ...entry, target: bound(entry.target), detail: bound(entry.detail) };
    // PostgreSQL keeps milliseconds, as does Date: what is hashed is what is read back.
    const at = this.clock();
    return this.store.append(bounded, at, (previous) => chainHash(previous, bounded, at));
  }

  /** Newest first. */
  async page(tenantId: number, first: number, after: string | null | undefined): Promise<Connection<AuditEntry>> {
    const size = pageSize(first);
    const key = decodeCursor("auditLog", after, CURSOR);
    const rows = await this.store.newest(tenantId, size + 1, key === null ? null : BigInt(key));
    const totalCount = await this.store.count(tenantId);
    return toConnection(rows, { first: size, after, totalCount }, (row) => {
      const id = String(row.id);
      return { cursor: encodeCursor("auditLog", id), node: { ...row, id } };
    });
  }

  /**
   * Recomputes the tenant's whole chain. Entries cut off the end leave an intact, shorter chain: compare `newestHash` with
   * one noted before to see that.
   */
  async verifyAuditChain(tenantId: number): Promise<AuditVerdict> {
    let previous: string | null = null;
    let entries = 0;
    let afterId = 0n;
    for (;;) {
      const page: StoredAuditEntry[] = await this.store.oldest(tenantId, VERIFY_PAGE, afterId);
      for (const entry of page) {
        if (chainHash(previous, entry, entry.at) !== entry.hash) return { intact: false, entries, brokenAt: entry.id };
        previous = entry.hash;
        afterId = entry.id;
        entries += 1;
      }
      if (page.length < VERIFY_PAGE) return { intact: true, entries, newestHash: previous };
    }
  }
}

function bound(text: string | null): string | null {
  return text !== null && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
