import type { EntryOf } from "../accounts/index.js";
import type { DeletionRequest } from "./deletion.types.js";
import type { Receipt } from "./receipt.js";

/** A request before and after the person was wiped. */
export interface ProcessedRequest {
  before: DeletionRequest;
  after: DeletionRequest;
}

export interface DeletionStore {
  /**
   * An open request of the user, a new one where there is none, or the processed one of a user who is wiped already. Null: no
   * such user in the tenant. A new one enters the audit log in the same transaction.
   */
  request(
    tenantId: number,
    userId: number,
    entry: EntryOf<DeletionRequest>,
  ): Promise<{ request: DeletionRequest; created: boolean } | null>;
  /** Newest first, ids below `before`. */
  page(tenantId: number, page: { processed: boolean | null; before: number | null; limit: number }): Promise<DeletionRequest[]>;
  count(tenantId: number, processed: boolean | null): Promise<number>;
  /**
   * Wipes the person in one transaction, the request's own row included, and every other request of the same openid with it.
   * Again it removes whatever came back since. Null: no such request in the tenant. The audit log says so in the same transaction.
   */
  process(tenantId: number, requestId: number, by: Receipt["by"], entry: EntryOf<ProcessedRequest>): Promise<DeletionRequest | null>;
}
