import { Field, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "../graphql/pagination.js";
import { BatchStatus, DispatchMethod, LatePolicy, MassSendStatus, MassSendWait, RecallStatus } from "./mass-send.enums.js";
import type { Chinese } from "./words.js";

@ObjectType({ description: "How far a mass send has come, at one moment. Counters are the sums over its batches." })
export class MassSendProgress {
  @Field(() => ID, { description: "The send." })
  massSendId!: string;

  @Field(() => Int, { description: "Grows by one with every change; give it as `after` to go on from here." })
  seq!: number;

  @Field(() => MassSendStatus, { description: "Where the send stands." })
  status!: MassSendStatus;

  @Field(() => Date, { description: "When it changed to this." })
  at!: Date;

  @Field(() => Int, { description: "People in the frozen audience; 0 before the start." })
  recipients!: number;

  @Field(() => Int, { description: "Batches planned; 0 before the start." })
  batches!: number;

  @Field(() => Int, { description: "Batches that WeChat accepted, whatever became of them." })
  batchesAccepted!: number;

  @Field(() => Int, { description: "Batches whose job WeChat finished." })
  batchesFinished!: number;

  @Field(() => Int, { description: "Batches that WeChat refused, or accepted and then failed." })
  batchesFailed!: number;

  @Field(() => Int, { description: "Batches of which nobody knows whether WeChat sent them." })
  batchesUnknown!: number;

  @Field(() => Int, { description: "Batches whose page WeChat took away after `recallMassSend`." })
  batchesRecalled!: number;

  @Field(() => Int, { description: "Recipients in batches that WeChat accepted." })
  accepted!: number;

  @Field(() => Int, { description: "Recipients WeChat says it sent to." })
  sent!: number;

  @Field(() => Int, { description: "Recipients WeChat left out (refused messages, monthly limit): TotalCount - FilterCount." })
  filtered!: number;

  @Field(() => Int, { description: "Recipients WeChat tried and failed to send to." })
  failed!: number;

  @Field(() => Int, { nullable: true, description: "Estimated seconds until the last result; null when nothing is moving." })
  etaSeconds!: number | null;

  @Field(() => MassSendWait, { nullable: true, description: "For what or whom it waits; null while it is going on, or at its end." })
  waitingFor!: MassSendWait | null;

  @Field(() => Date, { nullable: true, description: "Until when, where that is known." })
  waitingUntil!: Date | null;
}

@ObjectType({ description: "A part of a mass send that goes to WeChat in one call." })
export class MassSendBatch {
  @Field(() => ID, { description: "The batch." })
  id!: string;

  @Field(() => Int, { description: "Its place in the send, from 0." })
  index!: number;

  @Field(() => Int, { description: "Recipients in it." })
  size!: number;

  @Field(() => BatchStatus, { description: "Where it stands." })
  status!: BatchStatus;

  @Field(() => String, { description: "The id under which WeChat accepts it at most once." })
  clientMsgId!: string;

  @Field(() => String, { nullable: true, description: "WeChat's msg_id for it, once accepted." })
  wechatMsgId!: string | null;

  @Field(() => Int, { description: "Calls made for it, all under the same clientMsgId." })
  attempts!: number;

  @Field(() => Int, { nullable: true, description: "TotalCount: openids WeChat counted; null where it told none." })
  total!: number | null;

  @Field(() => Int, { nullable: true, description: "SentCount; null where WeChat told none." })
  sent!: number | null;

  @Field(() => Int, { nullable: true, description: "TotalCount - FilterCount: those WeChat left out; null where it told none." })
  filtered!: number | null;

  @Field(() => Int, { nullable: true, description: "ErrorCount; null where WeChat told none." })
  failed!: number | null;

  @Field(() => Int, { nullable: true, description: "WeChat's errcode of the refusal, or the number in err(…) of a failed job." })
  errcode!: number | null;

  /** In English; a field resolver gives it in the reader's language. */
  errmsg!: string | null;
  chinese!: Chinese | null;

  @Field(() => RecallStatus, { nullable: true, description: "How far it was taken back; null while nobody asked for it." })
  recall!: RecallStatus | null;

  /** As `errmsg`. */
  recallError!: string | null;

  @Field(() => Date, { description: "When it last changed." })
  updatedAt!: Date;
}

@ObjectType({ description: "What was approved: the content and the audience as they are, reaching about so many people." })
export class MassSendApproval {
  @Field(() => Date, { description: "When it was approved." })
  at!: Date;

  @Field(() => Int, { description: "People it reached then." })
  count!: number;

  @Field(() => Int, { description: "It goes out only while it reaches at least so many …" })
  min!: number;

  @Field(() => Int, { description: "… and at most so many." })
  max!: number;
}

/** `contentKind`, `content`, `rule`, `progress`, `batches`, `createdBy`, `approvedBy` and `error` are field resolvers over the stored record. */
@ObjectType({ description: "One message to one frozen audience." })
export class MassSend {
  @Field(() => ID, { description: "The send." })
  id!: string;

  @Field(() => String, { description: "What the brand calls it." })
  name!: string;

  @Field(() => MassSendStatus, { description: "Where it stands." })
  status!: MassSendStatus;

  @Field(() => DispatchMethod, { nullable: true, description: "How the recipients are named to WeChat. Null until planned." })
  method!: DispatchMethod | null;

  @Field(() => Date, { nullable: true, description: "When it goes out by itself; kept once it did." })
  scheduledFor!: Date | null;

  @Field(() => LatePolicy, { nullable: true, description: "What becomes of that moment if nobody runs then." })
  ifLate!: LatePolicy | null;

  @Field(() => Date, { description: "When the draft was made." })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: "When it was started." })
  startedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: "When it came to its end." })
  finishedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: "When a send that is PAUSED for WeChat's quota goes on by itself; null otherwise." })
  resumeAt!: Date | null;

  @Field(() => Date, { nullable: true, description: "Since when it is being taken back; null while nobody asked for it." })
  recallRequestedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "The send whose unreached people this one is for." })
  retryOfId!: string | null;
}

export const MassSendConnection = connectionOf(() => MassSend, "MassSend");
export const MassSendBatchConnection = connectionOf(() => MassSendBatch, "MassSendBatch");
