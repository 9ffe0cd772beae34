import type { DeletionRequest } from "./deletion.types.js";
import type { Receipt } from "./receipt.js";

export interface DeletionStore {
  /**
   * An open request of the user, a new one where there is none, or the processed one of a user who is wiped already. Null: no
   * such user in the tenant. A new one enters the audit log in the same transaction, as asked for by `operator`.
   */
  request(tenantId: number, userId: number, operator?: string): Promise<{ request: DeletionRequest; created: boolean } | null>;
  /** Newest first, ids below `before`. */
  page(tenantId: number, page: { processed: boolean | null; before: number | null; limit: number }): Promise<DeletionRequest[]>;
  count(tenantId: number, processed: boolean | null): Promise<number>;
  /**
   * Wipes the person in one transaction, the request's own row included, and every other request of the same openid with it.
   * Again it removes whatever came back since. Null: no such request in the tenant. Where `operator` did it, the audit log says so in the
   * same transaction.
   */
  process(tenantId: number, requestId: number, by: Receipt["by"], operator?: string): Promise<DeletionRequest | null>;
}
