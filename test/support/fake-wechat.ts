import type { MassAccepted, MassRequest, MassStatus, WeChatClient } from "../../src/wechat/index.js";
import { WeChatError, type WeChatErrorKind } from "../../src/wechat/index.js";
import { meaningOf } from "../../src/wechat/wechat-error-codes.js";

/** `accepted-lost`: WeChat takes the job, the reply does not arrive. `lost`: the call does not arrive. Else what WeChat answers, or its errcode. */
export type Answer = "ok" | "accepted-lost" | "lost" | Exclude<WeChatErrorKind, "unclear" | "duplicate"> | number;
/** The same for mass/delete. */
export type DeleteAnswer = "ok" | "deleted-lost" | "lost" | number;

export interface Job {
  msgId: bigint;
  clientMsgId: string;
  openids: readonly string[];
  at: number;
}

const DAY_MS = 86_400_000;
const ENDPOINT = "/cgi-bin/message/mass/send";
const DELETE = "/cgi-bin/message/mass/delete";
const ERRCODES: Partial<Record<Answer, number>> = {
  "too-soon": 45066,
  "quota-minute": 45011,
  "quota-day": 45009,
  token: 40001,
  refused: 48001,
  invalid: 40003,
};

/** WeChat's side of a mass send in a few lines, its clock given: takes an id once in 24 hours, and keeps a ledger for ever. */
export class FakeWeChat {
  readonly jobs: Job[] = [];
  calls = 0;
  /** What mass/get says. */
  status: MassStatus = "SEND_SUCCESS";
  answer: (call: number) => Answer = () => "ok";
  /** Calls of mass/delete, and what they are answered. */
  deletes = 0;
  deleteAnswer: (call: number) => DeleteAnswer = () => "ok";
  /** How often WeChat deleted each job. */
  readonly deleted = new Map<bigint, number>();
  onDelete: (msgId: bigint) => Promise<void> = async () => undefined;
  /** Called for each accepted job, before the reply goes out. */
  onAccepted: (job: Job) => Promise<void> = async () => undefined;
  /** Called with each call that arrives, before anything else. */
  onCall: (request: MassRequest) => Promise<void> = async () => undefined;
  /** Whom mass/sendall reaches: everyone, or those under the tag of this number. */
  sendallReaches: (wechatTagId: number | null) => readonly string[] = () => [];
  /** Beyond what a double holds. */
  nextMsgId = 9_007_199_254_740_993n;

  constructor(private readonly clock: () => Date) {}

  client(): WeChatClient {
    const known: Partial<WeChatClient> = {
      massSendByOpenids: ({ openids, ...request }) =>
        this.send({ ...request, openids: JSON.parse(Buffer.from(openids.json).toString()) as string[] }),
      massSendToAll: (request) => this.send({ ...request, openids: this.sendallReaches(null) }),
      massSendByTag: (request) => this.send({ ...request, openids: this.sendallReaches(request.wechatTagId) }),
      massStatus: async (msgId) => (this.deleted.has(msgId) ? "DELETE" : this.status),
      massDelete: (target) => this.remove("msgId" in target ? target.msgId : 0n),
    };
    return known as WeChatClient;
  }

  /** How often each openid was sent to. */
  deliveries(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const openid of this.jobs.flatMap(({ openids }) => openids)) counts.set(openid, (counts.get(openid) ?? 0) + 1);
    return counts;
  }

  private async remove(msgId: bigint): Promise<void> {
    const answer = this.deleteAnswer(this.deletes++);
    await this.onDelete(msgId);
    if (answer === "lost") throw unclear();
    if (typeof answer === "number") throw refusal(DELETE, answer, `answer ${answer}`);
    if (!this.jobs.some((job) => job.msgId === msgId)) throw refusal(DELETE, 40059, "invalid msg id");
    this.deleted.set(msgId, (this.deleted.get(msgId) ?? 0) + 1);
    if (answer === "deleted-lost") throw unclear();
  }

  private async send(request: MassRequest & { openids: readonly string[] }): Promise<MassAccepted> {
    const answer = this.answer(this.calls++);
    await this.onCall(request);
    if (answer === "lost") throw unclear();
    const errcode = typeof answer === "number" ? answer : ERRCODES[answer];
    if (errcode !== undefined) throw refusal(ENDPOINT, errcode, `answer ${answer}`);
    const now = this.clock().getTime();
    const former = this.jobs.findLast(({ clientMsgId }) => clientMsgId === request.clientMsgId);
    if (former && now - former.at < DAY_MS)
      throw new WeChatError("duplicate", ENDPOINT, 45065, "clientmsgid exist", { msgId: former.msgId });
    const job = { msgId: this.nextMsgId++, clientMsgId: request.clientMsgId, openids: request.openids, at: now };
    this.jobs.push(job);
    await this.onAccepted(job);
    if (answer === "accepted-lost") throw unclear();
    return { msgId: job.msgId, msgDataId: null };
  }
}

function unclear(): WeChatError {
  return new WeChatError("unclear", ENDPOINT, null, "time-out");
}

function refusal(endpoint: string, errcode: number, errmsg: string): WeChatError {
  return new WeChatError(meaningOf(errcode).kind, endpoint, errcode, errmsg);
}
