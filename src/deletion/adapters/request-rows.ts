import type { DeletionRequest, DeletionRequestKind } from "../deletion.types.js";
import type { Receipt } from "../receipt.js";

export const REQUEST_COLUMNS = "id, user_id, phone, openid, kind, processed, requested_at, processed_at, receipt";

export interface RequestRow {
  id: number;
  user_id: number;
  phone: string | null;
  openid: string;
  kind: DeletionRequestKind;
  processed: boolean;
  requested_at: Date;
  processed_at: Date | null;
  receipt: Receipt | null;
}

export function requestOf(row: RequestRow): DeletionRequest {
  return {
    requestId: row.id,
    rawPhone: row.phone,
    id: String(row.id),
    userId: String(row.user_id),
    openid: row.openid,
    kind: row.kind,
    processed: row.processed,
    requestedAt: row.requested_at,
    processedAt: row.processed_at,
    receipt: row.receipt === null ? null : JSON.stringify(row.receipt),
  };
}
