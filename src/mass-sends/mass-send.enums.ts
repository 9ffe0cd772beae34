import { registerEnumType } from "type-graphql";

export enum MassSendStatus {
  DRAFT = "DRAFT",
  SCHEDULED = "SCHEDULED",
  PREPARING = "PREPARING",
  SENDING = "SENDING",
  PAUSED = "PAUSED",
  AWAITING_RESULTS = "AWAITING_RESULTS",
  NEEDS_ATTENTION = "NEEDS_ATTENTION",
  COMPLETED = "COMPLETED",
  FAILED = "FAILED",
  CANCELLED = "CANCELLED",
  RECALLED = "RECALLED",
}

registerEnumType(MassSendStatus, {
  name: "MassSendStatus",
  description: "Where a mass send stands.",
  valuesConfig: {
    DRAFT: { description: "Being written; nothing is fixed yet. `error` says why a schedule came to nothing." },
    SCHEDULED: { description: "Will start by itself at `scheduledFor`." },
    PREPARING: { description: "Audience frozen and batches planned; no call made yet." },
    SENDING: { description: "Batches go out, one after the other." },
    PAUSED: {
      description:
        "Stopped by an operator, or by itself for the reason in `error`; goes on when an operator resumes it, or by itself at `resumeAt`.",
    },
    AWAITING_RESULTS: { description: "WeChat has accepted all it was given; some results are outstanding." },
    NEEDS_ATTENTION: { description: "For some batch nobody knows whether WeChat sent it: an operator decides with `resolveUnknownBatch`." },
    COMPLETED: { description: "Every batch has its result. Single batches may have failed: see `batchesFailed`." },
    FAILED: { description: "WeChat refuses this send as a whole, or refused every batch; see `error`." },
    CANCELLED: { description: "Stopped for good; what WeChat had accepted by then stays sent." },
    RECALLED: { description: "Taken back with WeChat's mass/delete, as far as WeChat can." },
  },
});

export enum MassSendWait {
  SCHEDULE = "SCHEDULE",
  QUOTA = "QUOTA",
  OPERATOR = "OPERATOR",
  ADMINISTRATOR = "ADMINISTRATOR",
  RESULTS = "RESULTS",
}

registerEnumType(MassSendWait, {
  name: "MassSendWait",
  description: "For what or whom a mass send waits.",
  valuesConfig: {
    SCHEDULE: { description: "For its moment." },
    QUOTA: { description: "For WeChat's next day or month: it goes on by itself." },
    OPERATOR: { description: "For somebody who resumes or cancels it, or decides about its UNKNOWN batches." },
    ADMINISTRATOR: {
      description:
        "By all signs for the account's administrator, who must confirm a send to all within 30 minutes at WeChat where its send protection is on: WeChat took it, and delivers for longer than that takes. Refused it ends with err(40001), unanswered with err(40002), and nobody gets it.",
    },
    RESULTS: { description: "For WeChat's results." },
  },
});

export enum LatePolicy {
  SEND = "SEND",
  SEND_WITHIN_15_MINUTES = "SEND_WITHIN_15_MINUTES",
  SKIP = "SKIP",
}

registerEnumType(LatePolicy, {
  name: "LatePolicy",
  description:
    "What becomes of a scheduled send whose moment passed while nobody ran. What is not sent is a DRAFT again, with the reason in `error`.",
  valuesConfig: {
    SEND: { description: "It goes out all the same, up to 23 hours late: beyond, WeChat may have forgotten that it went out already." },
    SEND_WITHIN_15_MINUTES: { description: "It goes out if at most 15 minutes late." },
    SKIP: { description: "It goes out if at most one minute late, which a restart may take." },
  },
});

export enum BatchStatus {
  PENDING = "PENDING",
  IN_FLIGHT = "IN_FLIGHT",
  ACCEPTED = "ACCEPTED",
  FINISHED = "FINISHED",
  REJECTED = "REJECTED",
  UNKNOWN = "UNKNOWN",
  CANCELLED = "CANCELLED",
}

registerEnumType(BatchStatus, {
  name: "BatchStatus",
  description: "Where a batch stands.",
  valuesConfig: {
    PENDING: { description: "Not given to WeChat." },
    IN_FLIGHT: {
      description: "Given to WeChat, answer outstanding or unclear; repeated under the same clientMsgId, which WeChat accepts once.",
    },
    ACCEPTED: { description: "WeChat took the job; its result is outstanding." },
    FINISHED: { description: "WeChat says the job is done. Counts that it never told stay null." },
    REJECTED: { description: "WeChat refused the batch, or accepted it and then failed the job; see `errcode` and `errmsg`." },
    UNKNOWN: { description: "Nobody can tell any more whether WeChat accepted it; only an operator decides what becomes of it." },
    CANCELLED: { description: "Never given to WeChat, since the send ended before." },
  },
});

export enum RecallStatus {
  PENDING = "PENDING",
  IN_FLIGHT = "IN_FLIGHT",
  RECALLED = "RECALLED",
  REFUSED = "REFUSED",
  IMPOSSIBLE = "IMPOSSIBLE",
}

registerEnumType(RecallStatus, {
  name: "RecallStatus",
  description: "How far a batch has been taken back with WeChat's mass/delete.",
  valuesConfig: {
    PENDING: { description: "Will be taken back; WeChat was not asked yet, or said to come again." },
    IN_FLIGHT: { description: "WeChat was asked, its answer is outstanding or unclear; asked again, which is harmless." },
    RECALLED: { description: "WeChat took the page away. The card stays in the chats, and opens nothing any more." },
    REFUSED: { description: "WeChat would not take it back, for the reason in `recallError`. `recallMassSend` tries again." },
    IMPOSSIBLE: { description: "WeChat never told a msg_id for it, so that nobody can name it to mass/delete." },
  },
});

export enum BatchResolution {
  TREAT_AS_SENT = "TREAT_AS_SENT",
  SEND_AGAIN = "SEND_AGAIN",
}

registerEnumType(BatchResolution, {
  name: "BatchResolution",
  description: "What an operator decides about a batch of which nobody knows whether WeChat sent it.",
  valuesConfig: {
    TREAT_AS_SENT: { description: "It was sent: the batch is FINISHED with unknown counts, and nobody gets it again." },
    SEND_AGAIN: { description: "It was not sent: it goes out (again). If that is wrong, its recipients get the message twice." },
  },
});

export enum DispatchMethod {
  TO_ALL = "TO_ALL",
  BY_TAG = "BY_TAG",
  BY_OPENID = "BY_OPENID",
}

registerEnumType(DispatchMethod, {
  name: "DispatchMethod",
  description: "How the recipients are named to WeChat. Null until planned.",
  valuesConfig: {
    TO_ALL: { description: "mass/sendall to all followers." },
    BY_TAG: { description: "mass/sendall to one of WeChat's own tags." },
    BY_OPENID: { description: "mass/send by lists of openids." },
  },
});

export enum RecipientFate {
  WAITING = "WAITING",
  ACCEPTED = "ACCEPTED",
  BATCH_FINISHED = "BATCH_FINISHED",
  NOT_SENT = "NOT_SENT",
  UNKNOWN = "UNKNOWN",
}

registerEnumType(RecipientFate, {
  name: "RecipientFate",
  description: "What can be said of one recipient: WeChat tells totals of a batch, never who.",
  valuesConfig: {
    WAITING: { description: "The batch is still to be given to WeChat, or WeChat's answer is outstanding." },
    ACCEPTED: { description: "WeChat took the batch; its result is outstanding." },
    BATCH_FINISHED: { description: "WeChat is done with the batch and sent to some or all of it: see the batch's counts." },
    NOT_SENT: { description: "Certainly not: the batch was refused, failed or cancelled, or nobody in it got it." },
    UNKNOWN: { description: "Nobody can tell whether WeChat sent the batch, or whom a job that failed on the way had reached." },
  },
});

export enum MassSendContentKind {
  TEXT = "TEXT",
  NEWS = "NEWS",
  IMAGE = "IMAGE",
  VOICE = "VOICE",
  VIDEO = "VIDEO",
  CARD = "CARD",
}

registerEnumType(MassSendContentKind, {
  name: "MassSendContentKind",
  description: "What kind of message a mass send carries.",
  valuesConfig: {
    TEXT: { description: "Text." },
    NEWS: { description: "Articles (图文)." },
    IMAGE: { description: "One or several pictures." },
    VOICE: { description: "A voice message." },
    VIDEO: { description: "A video." },
    CARD: { description: "A coupon or card." },
  },
});
