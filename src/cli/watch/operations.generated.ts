/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Where a mass send stands. */
export type MassSendStatus =
  /** WeChat has accepted all it was given; some results are outstanding. */
  | 'AWAITING_RESULTS'
  /** Stopped for good; what WeChat had accepted by then stays sent. */
  | 'CANCELLED'
  /** Every batch has its result. Single batches may have failed: see `batchesFailed`. */
  | 'COMPLETED'
  /** Being written; nothing is fixed yet. `error` says why a schedule came to nothing. */
  | 'DRAFT'
  /** WeChat refuses this send as a whole, or refused every batch; see `error`. */
  | 'FAILED'
  /** For some batch nobody knows whether WeChat sent it: an operator decides with `resolveUnknownBatch`. */
  | 'NEEDS_ATTENTION'
  /** Stopped by an operator, or by itself for the reason in `error`; goes on when an operator resumes it, or by itself at `resumeAt`. */
  | 'PAUSED'
  /** Audience frozen and batches planned; no call made yet. */
  | 'PREPARING'
  /** Taken back with WeChat's mass/delete, as far as WeChat can. */
  | 'RECALLED'
  /** Will start by itself at `scheduledFor`. */
  | 'SCHEDULED'
  /** Batches go out, one after the other. */
  | 'SENDING';

export type LogInMutationVariables = Exact<{
  username: string;
  password: string;
}>;


export type LogInMutation = { login: { token: string } };

export type WatchMassSendSubscriptionVariables = Exact<{
  id: string | number;
  after?: number | null | undefined;
}>;


export type WatchMassSendSubscription = { massSendProgress: { seq: number, status: MassSendStatus, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } };
