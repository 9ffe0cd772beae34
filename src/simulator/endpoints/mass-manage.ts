import { ASSUMED } from "../assumptions.js";
import { articleUrl } from "../callbacks/events.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { integerIn, textIn } from "../fields.js";
import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import { massContent } from "./mass-content.js";
import { massMaterial } from "./mass-media.js";
import { assertMayMassSend, assertMayUse } from "./mass-permission.js";

const DELETABLE = new Set(["mpnews", "mpvideo", "video"]);

export const massManageEndpoints = [
  endpoint("POST", "message/mass/preview", preview),
  endpoint("POST", "message/mass/get", get),
  endpoint("POST", "message/mass/delete", remove),
];

/** `towxname` wins over `touser`. */
function preview({ world, account, body, now }: AccountCall): Reply {
  assertMayMassSend(account);
  const n = body.towxname ? namedPerson(account, body.towxname) : account.followers.numberOf(body.touser);
  const content = massContent(body);
  assertMayUse(account, content.msgtype);
  massMaterial(account, content, now);
  if (!account.followers.follows(n)) throw new ApiError(43004);
  if (account.followers.blacklisted.has(n)) throw new ApiError(43019);
  return { errcode: 0, errmsg: "preview success", msg_id: world.nextMsgId() };
}

function namedPerson({ settings }: Account, name: unknown): number {
  const n = typeof name === "string" && Object.hasOwn(settings.wechatNames, name) ? settings.wechatNames[name] : undefined;
  if (n === undefined) throw new ApiError(40132);
  return n;
}

function get({ account, body }: AccountCall): Reply {
  const job = knownJob(account, integerIn(body, "msg_id"));
  return { msg_id: job.msgId, msg_status: job.state };
}

/** msg_id wins over url. */
function remove({ world, account, body }: AccountCall): Reply {
  const url = textIn(body, "url");
  const byUrl = body.msg_id === undefined && url !== null;
  const job = byUrl ? jobOfArticle(account, url) : knownJob(account, integerIn(body, "msg_id"));
  if (!DELETABLE.has(job.msgtype)) throw new ApiError(ASSUMED.massDeleteOfWrongKind);
  if (job.state === "SENDING") throw new ApiError(40065);
  const index = body.article_idx === undefined ? 0n : integerIn(body, "article_idx");
  if (index === null || index < 0n || index > Math.max(1, job.articles)) throw new ApiError(40060);
  world.commit(account, { type: "mass-deleted", msgId: job.msgId, article: Number(index) });
  return OK;
}

function knownJob({ ledger }: Account, msgId: bigint | null): MassJob {
  const job = msgId === null ? undefined : ledger.job(msgId);
  if (!job) throw new ApiError(40059);
  return job;
}

function jobOfArticle({ ledger }: Account, url: string): MassJob {
  const job = ledger.allJobs().find((candidate) => indicesOf(candidate).some((index) => articleUrl(candidate, index) === url));
  if (!job) throw new ApiError(40066);
  return job;
}

/** Of the job's articles, from 1; none for what is no news. */
function indicesOf({ articles }: MassJob): number[] {
  return Array.from({ length: articles }, (_, i) => i + 1);
}
