import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import type { AuditRecord, AuditTrail } from "./accounts.port.js";
import type { AuditEntry } from "./audit.types.js";
import { type AuditVerdict, ChainCheck, chainHash } from "./audit-chain.js";
import { canonicalJson } from "./canonical-json.js";
import type { AuditFields, AuditStore, SecretBox, StoredAuditEntry } from "./stores.port.js";

const PAGE = 1_000;
const MAX_TEXT = 1000;
/** bigint ids: up to 18 digits stay below 2^63. */
const CURSOR = /^\d{1,18}$/;

type Append = Pick<AuditStore, "append">;

/** Appends to a tenant's chain. */
export class AuditWriter implements AuditTrail {
  constructor(
    private readonly store: Append,
    private readonly box: Pick<SecretBox, "fingerprint">,
    private readonly clock: () => Date,
  ) {}

  record({ tenantId, operator, action, target, detail, before, after }: AuditRecord): Promise<void> {
    const fields: AuditFields = {
      ...{ tenantId, operator, action, target: bound(target), detail: bound(detail) },
      ...{ before: this.objectHash(tenantId, before), after: this.objectHash(tenantId, after) },
    };
    // PostgreSQL keeps milliseconds, as does Date: what is hashed is what is read back.
    const at = this.clock();
    return this.store.append(fields, at, (previous) => chainHash(previous, fields, at));
  }

  /**
   * Keyed (HMAC under the installation's key), so that nobody who reads the log finds out by trying what an object held. Of people it
   * is over their openid too, which nobody knows any more once they are deleted.
   */
  private objectHash(tenantId: number, object: object | null | undefined): string | null {
    if (object === null || object === undefined) return null;
    return Buffer.from(this.box.fingerprint(canonicalJson(object), `audit/${tenantId}`)).toString("hex");
  }
}

/** Append-only, one hash chain for each tenant. */
export class AuditLogService implements AuditTrail {
  constructor(
    private readonly store: AuditStore,
    private readonly writer: AuditTrail,
  ) {}

  record(entry: AuditRecord): Promise<void> {
    return this.writer.record(entry);
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

  /** Recomputes the tenant's whole chain, a page at a time, and holds its end against what the database noted beside it. */
  async verifyAuditChain(tenantId: number): Promise<AuditVerdict> {
    const check = await this.startCheck(tenantId);
    for await (const entry of this.entries(tenantId)) if (!check.take(entry)) break;
    return check.verdict();
  }

  /** To be given `entries` read after it. */
  async startCheck(tenantId: number): Promise<ChainCheck> {
    return new ChainCheck(await this.store.head(tenantId));
  }

  /** Oldest first; holds one page of them, however many there are. */
  async *entries(tenantId: number): AsyncGenerator<StoredAuditEntry> {
    let afterId = 0n;
    for (;;) {
      const page: StoredAuditEntry[] = await this.store.oldest(tenantId, PAGE, afterId);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      afterId = last.id;
    }
  }
}

function bound(text: string | null): string | null {
  return text !== null && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
