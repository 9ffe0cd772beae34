/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@apollo/client';
/** Whether a mass send needs an approval before it may be started or scheduled. */
export type ApprovalRule =
  /** A draft may go out without one; an approval that was given must still hold. */
  | 'OPTIONAL'
  /** Nothing goes out that was not approved. */
  | 'REQUIRED';

/** A boolean expression over users. Exactly one field. `all`, `any` and `not` nest to a depth of 8, with at most 200 leaves. */
export type AudienceInput =
  {   /** Users of this age today (Asia/Shanghai), in full years. */
  age: IntRangeInput; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never;   /** Users in every one of these. */
  all: Array<AudienceInput>; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never;   /** Users in at least one of these. */
  any: Array<AudienceInput>; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never;   /** Users whose birthday lies in the range, whatever the year. */
  birthday: MonthDayRangeInput; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never;   /** Users of this city. */
  cityId: number; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never;   /** Users of this company. */
  companyId: number; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never;   /** Users who were added on these days (Asia/Shanghai). */
  createdAt: DateRangeInput; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never;   /** All users, deleted ones excepted; must be true. */
  everyone: boolean; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never;   /** Users whose phone number is known, or is not. */
  hasPhone: boolean; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never;   /** Users who were last active on these days (Asia/Shanghai). */
  lastActiveAt: DateRangeInput; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never;   /** Users last seen in this circle, not longer than 60 days ago. */
  near: NearInput; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never;   /** All users, deleted ones excepted, that are not in this. */
  not: AudienceInput; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never;   /** The users with these openids; at most 10,000. Unknown openids are nobody. */
  openids: Array<string>; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never;   /** Users of this province. */
  provinceId: number; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never;   /** Users of this district or county. */
  regionId: number; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never;   /** Users in this saved audience, as it is now. */
  segment: string | number; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never;   /** Users of this sex. */
  sex: Sex; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never;   /** Users who came from this channel. */
  source: number; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never;   /** Users the brand marked so. DELETED users are in no other audience. */
  status: UserStatus; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never;   /** Users who follow the Official Account now, or who do not. */
  subscribed: boolean; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never;   /** Users carrying this tag. */
  tag: string | number; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never;   /** Users in those batches of this mass send that WeChat refused or that were never sent, as they stand now. Of batches that were sent WeChat tells only totals, so that nobody in them is here. Unknown ids are nobody. */
  unreachedBy: string | number; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never;   /** These users; at most 10,000. Unknown ids are nobody. */
  users: Array<string | number>; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never;   /** Users who are VIP members, or who are not. */
  vip: boolean; };

/** What an operator decides about a batch of which nobody knows whether WeChat sent it. */
export type BatchResolution =
  /** It was not sent: it goes out (again). If that is wrong, its recipients get the message twice. */
  | 'SEND_AGAIN'
  /** It was sent: the batch is FINISHED with unknown counts, and nobody gets it again. */
  | 'TREAT_AS_SENT';

/** Where a batch stands. */
export type BatchStatus =
  /** WeChat took the job; its result is outstanding. */
  | 'ACCEPTED'
  /** Never given to WeChat, since the send ended before. */
  | 'CANCELLED'
  /** WeChat says the job is done. Counts that it never told stay null. */
  | 'FINISHED'
  /** Given to WeChat, answer outstanding or unclear; repeated under the same clientMsgId, which WeChat accepts once. */
  | 'IN_FLIGHT'
  /** Not given to WeChat. */
  | 'PENDING'
  /** WeChat refused the batch, or accepted it and then failed the job; see `errcode` and `errmsg`. */
  | 'REJECTED'
  /** Nobody can tell any more whether WeChat accepted it; only an operator decides what becomes of it. */
  | 'UNKNOWN';

/** Days, inclusive, in Asia/Shanghai. At least one bound. */
export type DateRangeInput = {
  /** First day. */
  from?: string | null | undefined;
  /** Last day. */
  to?: string | null | undefined;
};

/** How the recipients are named to WeChat. Null until planned. */
export type DispatchMethod =
  /** mass/send by lists of openids. */
  | 'BY_OPENID'
  /** mass/sendall to one of WeChat's own tags. */
  | 'BY_TAG'
  /** mass/sendall to all followers. */
  | 'TO_ALL';

/** Whole numbers, inclusive. At least one bound. */
export type IntRangeInput = {
  /** The largest. */
  max?: number | null | undefined;
  /** The smallest. */
  min?: number | null | undefined;
};

/** What becomes of a scheduled send whose moment passed while nobody ran. What is not sent is a DRAFT again, with the reason in `error`. */
export type LatePolicy =
  /** It goes out all the same, up to 23 hours late: beyond, WeChat may have forgotten that it went out already. */
  | 'SEND'
  /** It goes out if at most 15 minutes late. */
  | 'SEND_WITHIN_15_MINUTES'
  /** It goes out if at most one minute late, which a restart may take. */
  | 'SKIP';

/** What is sent. Exactly one field. */
export type MassSendContentInput =
  {   /** A card or coupon (卡券), by WeChat's id. */
  cardId: string; imageMaterialIds?: never; newsMediaId?: never; text?: never; videoMaterialId?: never; voiceMaterialId?: never; }
  |  { cardId?: never;   /** 1 to 20 IMAGE materials, each once. */
  imageMaterialIds: Array<string | number>; newsMediaId?: never; text?: never; videoMaterialId?: never; voiceMaterialId?: never; }
  |  { cardId?: never; imageMaterialIds?: never;   /** Articles: WeChat's media id of a draft, as a NEWS material has it. */
  newsMediaId: string; text?: never; videoMaterialId?: never; voiceMaterialId?: never; }
  |  { cardId?: never; imageMaterialIds?: never; newsMediaId?: never;   /** A text of 1 to 600 characters and at most 2,048 bytes in UTF-8. */
  text: string; videoMaterialId?: never; voiceMaterialId?: never; }
  |  { cardId?: never; imageMaterialIds?: never; newsMediaId?: never; text?: never;   /** A VIDEO material whose file was uploaded here: its `usableInMassSend` and `reason` tell. */
  videoMaterialId: string | number; voiceMaterialId?: never; }
  |  { cardId?: never; imageMaterialIds?: never; newsMediaId?: never; text?: never; videoMaterialId?: never;   /** A VOICE material. */
  voiceMaterialId: string | number; };

/** What kind of message a mass send carries. */
export type MassSendContentKind =
  /** A coupon or card. */
  | 'CARD'
  /** One or several pictures. */
  | 'IMAGE'
  /** Articles (图文). */
  | 'NEWS'
  /** Text. */
  | 'TEXT'
  /** A video. */
  | 'VIDEO'
  /** A voice message. */
  | 'VOICE';

/** A mass send as its author writes it. */
export type MassSendInput = {
  /** Whom to send to; of these, the reachable ones at the moment of the start. */
  audience: AudienceInput;
  /** What is sent. */
  content: MassSendContentInput;
  /** What the brand calls this send; 1 to 64 characters. Recipients do not see it. */
  name: string;
  /** Whether to go on when WeChat judges an article a reprint that its original allows. */
  sendIgnoreReprint?: boolean | null | undefined;
};

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

/** For what or whom a mass send waits. */
export type MassSendWait =
  /** By all signs for the account's administrator, who must confirm a send to all within 30 minutes at WeChat where its send protection is on: WeChat took it, and delivers for longer than that takes. Refused it ends with err(40001), unanswered with err(40002), and nobody gets it. */
  | 'ADMINISTRATOR'
  /** For somebody who resumes or cancels it, or decides about its UNKNOWN batches. */
  | 'OPERATOR'
  /** For WeChat's next day or month: it goes on by itself. */
  | 'QUOTA'
  /** For WeChat's results. */
  | 'RESULTS'
  /** For its moment. */
  | 'SCHEDULE';

/** What a material is. */
export type MaterialKind =
  /** A picture. */
  | 'IMAGE'
  /** Articles (图文): a draft, or news from before the draft box. */
  | 'NEWS'
  /** A small cover picture (缩略图). */
  | 'THUMB'
  /** A video. */
  | 'VIDEO'
  /** A voice message. */
  | 'VOICE';

/** Days of any year, inclusive. A range whose end comes before its beginning runs over New Year. */
export type MonthDayRangeInput = {
  /** First day, MM-DD. */
  from: string;
  /** Last day, MM-DD. */
  to: string;
};

/** A circle on the ground. */
export type NearInput = {
  /** Degrees, -90 to 90. */
  latitude: number;
  /** Degrees, -180 to 180. */
  longitude: number;
  /** 1 to 100,000. */
  radiusMeters: number;
};

/** How far a batch has been taken back with WeChat's mass/delete. */
export type RecallStatus =
  /** WeChat never told a msg_id for it, so that nobody can name it to mass/delete. */
  | 'IMPOSSIBLE'
  /** WeChat was asked, its answer is outstanding or unclear; asked again, which is harmless. */
  | 'IN_FLIGHT'
  /** Will be taken back; WeChat was not asked yet, or said to come again. */
  | 'PENDING'
  /** WeChat took the page away. The card stays in the chats, and opens nothing any more. */
  | 'RECALLED'
  /** WeChat would not take it back, for the reason in `recallError`. `recallMassSend` tries again. */
  | 'REFUSED';

/** What can be said of one recipient: WeChat tells totals of a batch, never who. */
export type RecipientFate =
  /** WeChat took the batch; its result is outstanding. */
  | 'ACCEPTED'
  /** WeChat is done with the batch and sent to some or all of it: see the batch's counts. */
  | 'BATCH_FINISHED'
  /** Certainly not: the batch was refused, failed or cancelled, or nobody in it got it. */
  | 'NOT_SENT'
  /** Nobody can tell whether WeChat sent the batch, or whom a job that failed on the way had reached. */
  | 'UNKNOWN'
  /** The batch is still to be given to WeChat, or WeChat's answer is outstanding. */
  | 'WAITING';

/** Sex as the person gave it. */
export type Sex =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Nobody said. */
  | 'UNKNOWN';

/** A language that expressions are put into words in. */
export type TextLanguage =
  /** English. */
  | 'EN'
  /** Simplified Chinese. */
  | 'ZH';

/** The brand's own mark on a person. */
export type UserStatus =
  /** Marked by the brand: gets no mass sends. */
  | 'BLACKLISTED'
  /** Deleted: in no audience but that of this status. */
  | 'DELETED'
  /** In use. */
  | 'NORMAL';

export type SendRecipientsQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type SendRecipientsQuery = { massSend: { id: string, name: string } | null, massSendRecipients: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { fate: RecipientFate, batch: { id: string, index: number, status: BatchStatus }, user: { id: string, info: { nickname: string | null } | null } | null } }> } };

export type SendListQueryVariables = Exact<{
  statuses?: Array<MassSendStatus> | MassSendStatus | null | undefined;
  after?: string | null | undefined;
  language: TextLanguage;
}>;


export type SendListQuery = { massSends: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string, status: MassSendStatus, error: string | null, startedAt: string | null, createdAt: string, approval: { at: string } | null, progress: { massSendId: string, seq: number, status: MassSendStatus, waitingFor: MassSendWait | null, waitingUntil: string | null, at: string, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } } }> } };

export type ProgressFragment = { massSendId: string, seq: number, status: MassSendStatus, waitingFor: MassSendWait | null, waitingUntil: string | null, at: string, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null };

export type SendDetailQueryVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type SendDetailQuery = { massSend: { id: string, name: string, status: MassSendStatus, contentKind: MassSendContentKind, content: string, retryOfId: string | null, error: string | null, method: DispatchMethod | null, createdAt: string, startedAt: string | null, finishedAt: string | null, recallRequestedAt: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, createdBy: { id: string, username: string }, rule: { json: string, text: string }, progress: { massSendId: string, seq: number, status: MassSendStatus, waitingFor: MassSendWait | null, waitingUntil: string | null, at: string, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null }, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null } | null };

export type SendProgressSubscriptionVariables = Exact<{
  id: string | number;
  after?: number | null | undefined;
}>;


export type SendProgressSubscription = { massSendProgress: { massSendId: string, seq: number, status: MassSendStatus, waitingFor: MassSendWait | null, waitingUntil: string | null, at: string, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } };

export type SendBatchesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  language: TextLanguage;
}>;


export type SendBatchesQuery = { massSend: { id: string, batches: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, index: number, size: number, status: BatchStatus, clientMsgId: string, wechatMsgId: string | null, attempts: number, total: number | null, sent: number | null, filtered: number | null, failed: number | null, errcode: number | null, errmsg: string | null, recall: RecallStatus | null, recallError: string | null, updatedAt: string } }> } } | null };

export type BatchFragment = { id: string, index: number, size: number, status: BatchStatus, clientMsgId: string, wechatMsgId: string | null, attempts: number, total: number | null, sent: number | null, filtered: number | null, failed: number | null, errcode: number | null, errmsg: string | null, recall: RecallStatus | null, recallError: string | null, updatedAt: string };

export type CreateSendMutationVariables = Exact<{
  input: MassSendInput;
}>;


export type CreateSendMutation = { createMassSend: { id: string } };

export type UpdateSendMutationVariables = Exact<{
  id: string | number;
  input: MassSendInput;
}>;


export type UpdateSendMutation = { updateMassSend: { id: string } };

export type PreviewSendMutationVariables = Exact<{
  id: string | number;
  openid?: string | null | undefined;
  wechatName?: string | null | undefined;
}>;


export type PreviewSendMutation = { previewMassSend: boolean };

export type StartSendMutationVariables = Exact<{
  id: string | number;
}>;


export type StartSendMutation = { startMassSend: { id: string, status: MassSendStatus, progress: { massSendId: string, seq: number, status: MassSendStatus, waitingFor: MassSendWait | null, waitingUntil: string | null, at: string, recipients: number, batches: number, batchesAccepted: number, batchesFinished: number, batchesFailed: number, batchesUnknown: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } } };

export type PauseSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type PauseSendMutation = { pauseMassSend: { id: string, status: MassSendStatus, error: string | null } };

export type ResumeSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type ResumeSendMutation = { resumeMassSend: { id: string, status: MassSendStatus, error: string | null } };

export type CancelSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type CancelSendMutation = { cancelMassSend: { id: string, status: MassSendStatus, error: string | null } };

export type RecallSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type RecallSendMutation = { recallMassSend: { id: string, status: MassSendStatus, error: string | null, recallRequestedAt: string | null } };

export type ResolveBatchMutationVariables = Exact<{
  batchId: string | number;
  resolution: BatchResolution;
  language: TextLanguage;
}>;


export type ResolveBatchMutation = { resolveUnknownBatch: { id: string, index: number, size: number, status: BatchStatus, clientMsgId: string, wechatMsgId: string | null, attempts: number, total: number | null, sent: number | null, filtered: number | null, failed: number | null, errcode: number | null, errmsg: string | null, recall: RecallStatus | null, recallError: string | null, updatedAt: string } };

export type SendMaterialsQueryVariables = Exact<{
  kind: MaterialKind;
}>;


export type SendMaterialsQuery = { materials: { totalCount: number, edges: Array<{ node: { id: string, title: string | null, mediaId: string | null, kind: MaterialKind, usableInMassSend: boolean, removedAt: string | null } }> } };

export type RetrySendMutationVariables = Exact<{
  id: string | number;
}>;


export type RetrySendMutation = { retryMassSend: { id: string } };

export type ForecastQueryVariables = Exact<{
  audience: AudienceInput;
  id?: string | number | null | undefined;
  language: TextLanguage;
}>;


export type ForecastQuery = { massSendForecast: { count: number, reachable: number, notSubscribed: number, blacklisted: number, overMonthlyLimit: number, atLimitAfterwards: number, method: DispatchMethod, batches: number, minimumSeconds: number, dailyCallsLeft: number, refusal: string | null, warnings: Array<string> } };

export type ReleaseFragment = { id: string, status: MassSendStatus, error: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null };

export type ReleaseRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type ReleaseRulesQuery = { tenant: { id: string, approval: ApprovalRule, selfApproval: boolean, approvalTolerancePercent: number, approvalTolerancePeople: number } };

export type ApproveSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type ApproveSendMutation = { approveMassSend: { id: string, status: MassSendStatus, error: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null } };

export type ScheduleSendMutationVariables = Exact<{
  id: string | number;
  at: string;
  ifLate: LatePolicy;
  language: TextLanguage;
}>;


export type ScheduleSendMutation = { scheduleMassSend: { id: string, status: MassSendStatus, error: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null } };

export type UnscheduleSendMutationVariables = Exact<{
  id: string | number;
  language: TextLanguage;
}>;


export type UnscheduleSendMutation = { unscheduleMassSend: { id: string, status: MassSendStatus, error: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null } };

export type RejectSendMutationVariables = Exact<{
  id: string | number;
  reason: string;
  language: TextLanguage;
}>;


export type RejectSendMutation = { rejectMassSend: { id: string, status: MassSendStatus, error: string | null, scheduledFor: string | null, ifLate: LatePolicy | null, approvedBy: { id: string, username: string } | null, approval: { at: string, count: number, min: number, max: number } | null } };

export const ProgressFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Progress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"}},{"kind":"Field","name":{"kind":"Name","value":"waitingUntil"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"batchesAccepted"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFinished"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFailed"}},{"kind":"Field","name":{"kind":"Name","value":"batchesUnknown"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]} as unknown as DocumentNode<ProgressFragment, unknown>;
export const BatchFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Batch"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendBatch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"clientMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"wechatMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"recall"}},{"kind":"Field","name":{"kind":"Name","value":"recallError"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<BatchFragment, unknown>;
export const ReleaseFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<ReleaseFragment, unknown>;
export const SendRecipientsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendRecipients"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"massSendRecipients"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fate"}},{"kind":"Field","name":{"kind":"Name","value":"batch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<SendRecipientsQuery, SendRecipientsQueryVariables>;
export const SendListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendStatus"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSends"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Progress"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Progress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"}},{"kind":"Field","name":{"kind":"Name","value":"waitingUntil"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"batchesAccepted"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFinished"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFailed"}},{"kind":"Field","name":{"kind":"Name","value":"batchesUnknown"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]} as unknown as DocumentNode<SendListQuery, SendListQueryVariables>;
export const SendDetailDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendDetail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contentKind"}},{"kind":"Field","name":{"kind":"Name","value":"content"}},{"kind":"Field","name":{"kind":"Name","value":"retryOfId"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"recallRequestedAt"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Release"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}},{"kind":"Field","name":{"kind":"Name","value":"text"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Progress"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Progress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"}},{"kind":"Field","name":{"kind":"Name","value":"waitingUntil"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"batchesAccepted"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFinished"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFailed"}},{"kind":"Field","name":{"kind":"Name","value":"batchesUnknown"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]} as unknown as DocumentNode<SendDetailQuery, SendDetailQueryVariables>;
export const SendProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"SendProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Progress"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Progress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"}},{"kind":"Field","name":{"kind":"Name","value":"waitingUntil"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"batchesAccepted"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFinished"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFailed"}},{"kind":"Field","name":{"kind":"Name","value":"batchesUnknown"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]} as unknown as DocumentNode<SendProgressSubscription, SendProgressSubscriptionVariables>;
export const SendBatchesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendBatches"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"batches"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Batch"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Batch"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendBatch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"clientMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"wechatMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"recall"}},{"kind":"Field","name":{"kind":"Name","value":"recallError"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<SendBatchesQuery, SendBatchesQueryVariables>;
export const CreateSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CreateSendMutation, CreateSendMutationVariables>;
export const UpdateSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<UpdateSendMutation, UpdateSendMutationVariables>;
export const PreviewSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PreviewSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"openid"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"wechatName"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"openid"},"value":{"kind":"Variable","name":{"kind":"Name","value":"openid"}}},{"kind":"Argument","name":{"kind":"Name","value":"wechatName"},"value":{"kind":"Variable","name":{"kind":"Name","value":"wechatName"}}}]}]}}]} as unknown as DocumentNode<PreviewSendMutation, PreviewSendMutationVariables>;
export const StartSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Progress"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Progress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"}},{"kind":"Field","name":{"kind":"Name","value":"waitingUntil"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"batchesAccepted"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFinished"}},{"kind":"Field","name":{"kind":"Name","value":"batchesFailed"}},{"kind":"Field","name":{"kind":"Name","value":"batchesUnknown"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]} as unknown as DocumentNode<StartSendMutation, StartSendMutationVariables>;
export const PauseSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<PauseSendMutation, PauseSendMutationVariables>;
export const ResumeSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<ResumeSendMutation, ResumeSendMutationVariables>;
export const CancelSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<CancelSendMutation, CancelSendMutationVariables>;
export const RecallSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecallSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recallMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"recallRequestedAt"}}]}}]}}]} as unknown as DocumentNode<RecallSendMutation, RecallSendMutationVariables>;
export const ResolveBatchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResolveBatch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"batchId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"resolution"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BatchResolution"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resolveUnknownBatch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"batchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"batchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"resolution"},"value":{"kind":"Variable","name":{"kind":"Name","value":"resolution"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Batch"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Batch"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSendBatch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"clientMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"wechatMsgId"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"recall"}},{"kind":"Field","name":{"kind":"Name","value":"recallError"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ResolveBatchMutation, ResolveBatchMutationVariables>;
export const SendMaterialsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendMaterials"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kind"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MaterialKind"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"materials"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"kind"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kind"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"mediaId"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"usableInMassSend"}},{"kind":"Field","name":{"kind":"Name","value":"removedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SendMaterialsQuery, SendMaterialsQueryVariables>;
export const RetrySendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetrySend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<RetrySendMutation, RetrySendMutationVariables>;
export const ForecastDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Forecast"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendForecast"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"massSendId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"notSubscribed"}},{"kind":"Field","name":{"kind":"Name","value":"blacklisted"}},{"kind":"Field","name":{"kind":"Name","value":"overMonthlyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"atLimitAfterwards"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"batches"}},{"kind":"Field","name":{"kind":"Name","value":"minimumSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"dailyCallsLeft"}},{"kind":"Field","name":{"kind":"Name","value":"refusal"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<ForecastQuery, ForecastQueryVariables>;
export const ReleaseRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReleaseRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tenant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"approval"}},{"kind":"Field","name":{"kind":"Name","value":"selfApproval"}},{"kind":"Field","name":{"kind":"Name","value":"approvalTolerancePercent"}},{"kind":"Field","name":{"kind":"Name","value":"approvalTolerancePeople"}}]}}]}}]} as unknown as DocumentNode<ReleaseRulesQuery, ReleaseRulesQueryVariables>;
export const ApproveSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ApproveSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"approveMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Release"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<ApproveSendMutation, ApproveSendMutationVariables>;
export const ScheduleSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ScheduleSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"at"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ifLate"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LatePolicy"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduleMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"at"},"value":{"kind":"Variable","name":{"kind":"Name","value":"at"}}},{"kind":"Argument","name":{"kind":"Name","value":"ifLate"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ifLate"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Release"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<ScheduleSendMutation, ScheduleSendMutationVariables>;
export const UnscheduleSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnscheduleSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unscheduleMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Release"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<UnscheduleSendMutation, UnscheduleSendMutationVariables>;
export const RejectSendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RejectSend"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rejectMassSend"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Release"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Release"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"scheduledFor"}},{"kind":"Field","name":{"kind":"Name","value":"ifLate"}},{"kind":"Field","name":{"kind":"Name","value":"approvedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]} as unknown as DocumentNode<RejectSendMutation, RejectSendMutationVariables>;