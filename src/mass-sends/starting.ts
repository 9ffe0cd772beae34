import type { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import type { SendChange } from "./mass-send-store.port.js";
import type { Prepared } from "./readiness.js";

export interface Start extends Prepared {
  /** Who starts it, for the audit log. */
  operator: string;
  /** By the application's clock, from which the 23-hour rules count. */
  at: Date;
}

/** The change that commits the frozen audience and the plan, before any call; by an operator and by a schedule alike. */
export function starting({ name }: MassSendRecord, status: MassSendStatus, { look, target, batches, operator, at }: Start): SendChange {
  const { frozen, count } = look;
  return {
    send: { status, ...target, recipients: count, startedAt: at, lastProgressAt: at, error: null },
    plan: { audience: frozen, batches },
    wakeAt: at,
    audit: { operator, action: "startMassSend", detail: `${name}: ${count} recipients in ${batches.length} batches` },
  };
}
