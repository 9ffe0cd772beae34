import type { Waiting } from "./Wait";

/** Where a mass send stands, as the API says. */
export type SendStatus =
  | "DRAFT"
  | "SCHEDULED"
  | "PREPARING"
  | "SENDING"
  | "PAUSED"
  | "AWAITING_RESULTS"
  | "NEEDS_ATTENTION"
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  | "RECALLED";

/** Nothing changes any more. */
export const ENDED: readonly SendStatus[] = ["COMPLETED", "FAILED", "CANCELLED", "RECALLED"];
/** A person has to do something. */
export const WAITING: readonly SendStatus[] = ["PAUSED", "NEEDS_ATTENTION", "FAILED"];

export interface SendSummary {
  id: string;
  name: string;
  status: SendStatus;
  error: string | null;
  startedAt: string | null;
  createdAt: string;
  progress: Waiting & { recipients: number; accepted: number; sent: number; filtered: number; failed: number; etaSeconds: number | null };
}
