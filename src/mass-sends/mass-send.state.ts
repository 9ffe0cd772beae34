import { type BatchStatus, MassSendStatus, type RecallStatus } from "./mass-send.enums.js";
import { type Words, words } from "./words.js";

/** What an operator can do to a send; a schedule fires, or misses its moment. */
export type MassSendAction =
  | "update"
  | "approve"
  | "reject"
  | "schedule"
  | "unschedule"
  | "fire"
  | "miss"
  | "start"
  | "pause"
  | "resume"
  | "cancel"
  | "recall"
  | "retry";

const { DRAFT, SCHEDULED, PREPARING, SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED, RECALLED } =
  MassSendStatus;

/** `to` null: the status stays; what the action begins shows elsewhere. */
const RULES: Readonly<Record<MassSendAction, { from: readonly MassSendStatus[]; to: MassSendStatus | null }>> = {
  update: { from: [DRAFT], to: DRAFT },
  approve: { from: [DRAFT, SCHEDULED], to: null },
  reject: { from: [DRAFT, SCHEDULED], to: DRAFT },
  schedule: { from: [DRAFT, SCHEDULED], to: SCHEDULED },
  unschedule: { from: [SCHEDULED], to: DRAFT },
  fire: { from: [SCHEDULED], to: PREPARING },
  miss: { from: [SCHEDULED], to: DRAFT },
  start: { from: [DRAFT], to: PREPARING },
  // PAUSED too: a send that waits for its quota is kept from going on by itself.
  pause: { from: [PREPARING, SENDING, PAUSED], to: PAUSED },
  resume: { from: [PAUSED], to: SENDING },
  // Not AWAITING_RESULTS: WeChat has it all, there is nothing left to cancel.
  cancel: { from: [DRAFT, SCHEDULED, PREPARING, SENDING, PAUSED, NEEDS_ATTENTION], to: CANCELLED },
  // Not while more may go out: cancel first. RECALLED: asking again is harmless.
  recall: { from: [AWAITING_RESULTS, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED, RECALLED], to: null },
  // Not while results are outstanding: who was not reached is not known yet.
  retry: { from: [NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED], to: null },
};

/** Nobody needs to watch any longer. Results of accepted batches may still come in after CANCELLED and FAILED. */
const FINAL: ReadonlySet<MassSendStatus> = new Set([COMPLETED, FAILED, CANCELLED, RECALLED]);
/** Whose status follows from the batches. */
const SETTLING: ReadonlySet<MassSendStatus> = new Set([SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION]);

/** The status `action` leads to, or null where it is not allowed. */
export function statusAfter(action: MassSendAction, status: MassSendStatus): MassSendStatus | null {
  const { from, to } = RULES[action];
  return from.includes(status) ? (to ?? status) : null;
}

/** The statuses in which `action` is allowed, for error messages. */
export function allowedIn(action: MassSendAction): readonly MassSendStatus[] {
  return RULES[action].from;
}

export function isFinal(status: MassSendStatus): boolean {
  return FINAL.has(status);
}

/** How many batches stand where. */
export type Tally = Readonly<Record<BatchStatus, number>>;
/** How many batches stand where on their way back; none where nobody asked for it. */
export type RecallTally = Readonly<Record<RecallStatus, number>>;

/**
 * The status that follows from the batches:
 * while any is still to be given to WeChat, what it was; then NEEDS_ATTENTION for an UNKNOWN one, AWAITING_RESULTS for a result
 * outstanding, FAILED where nothing was sent at all, COMPLETED else. RECALLED once all that can be taken back was.
 */
export function settle(status: MassSendStatus, tally: Tally, recall: RecallTally): MassSendStatus {
  if (allowedIn("recall").includes(status) && isTakenBack(recall)) return RECALLED;
  if (!SETTLING.has(status)) return status;
  if (tally.PENDING + tally.IN_FLIGHT > 0) return status === PAUSED ? PAUSED : SENDING;
  if (isTakenBack(recall)) return RECALLED;
  if (tally.UNKNOWN > 0) return NEEDS_ATTENTION;
  if (tally.ACCEPTED > 0) return AWAITING_RESULTS;
  return tally.FINISHED === 0 ? FAILED : COMPLETED;
}

function isTakenBack({ PENDING, IN_FLIGHT, REFUSED, RECALLED: taken }: RecallTally): boolean {
  return taken > 0 && PENDING + IN_FLIGHT + REFUSED === 0;
}

const ALL_REFUSED = words(
  "WeChat refused every batch; each batch's errcode and errmsg say why.",
  "微信拒绝了每一批；各批的 errcode 和说明写着原因。",
);
const UNDECIDED = words(
  "Nobody knows whether WeChat sent some batches: decide each UNKNOWN one with resolveUnknownBatch.",
  "有几批不知道微信是否已发出：请逐批判定。",
);

/** What `MassSend.error` says after the batches moved the send to `status` by themselves; `errmsg`: of the one that changed last. */
export function settledError(status: MassSendStatus, tally: Tally, errmsg: Words | null): Words | null {
  // Of a send of one batch, above all one to all, that batch's reason is the send's.
  if (status === FAILED && errmsg !== null && Object.values(tally).reduce((sum, count) => sum + count, 0) === 1)
    return words(`Nothing was sent: ${errmsg.en}.`, `什么都没有发出：${errmsg.zh}。`);
  if (status === FAILED) return ALL_REFUSED;
  return status === NEEDS_ATTENTION ? UNDECIDED : null;
}
