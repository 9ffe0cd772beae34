import { ASSUMED } from "../assumptions.js";
import type { MassTarget } from "../changes.js";
import { type AccountCall, endpoint, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { idIn } from "../fields.js";
import { isObject } from "../json.js";
import { ClientMsgIds } from "../model/client-msg-ids.js";
import { MONTHLY_PER_USER } from "../model/mass-delivery.js";
import { encodePeople } from "../model/people.js";
import { contentDigest, type MassContent, massContent } from "./mass-content.js";
import { massMaterial } from "./mass-media.js";
import { assertMayMassSend, assertMayUse } from "./mass-permission.js";

const MOST_OPENIDS = 10_000;

export const massSendEndpoints = [endpoint("POST", "message/mass/sendall", sendAll), endpoint("POST", "message/mass/send", sendToOpenids)];

function sendAll(call: AccountCall): Promise<Reply> {
  const { account, now } = call;
  const { kind } = account.settings;
  assertMayMassSend(account);
  return send(call, filterTarget, (target) => {
    const { today, thisMonth } = account.sendsToAll(now);
    if (kind === "test") throw new ApiError(45028);
    if (kind === "subscription" && today >= 1) throw new ApiError(45028);
    if (kind === "service" && target.kind === "all" && thisMonth >= MONTHLY_PER_USER) throw new ApiError(45028);
  });
}

function sendToOpenids(call: AccountCall): Promise<Reply> {
  if (call.account.settings.kind === "subscription") throw new ApiError(48001);
  assertMayMassSend(call.account);
  return send(call, openidTarget, () => undefined);
}

/**
 * What both calls share. A clientmsgid that was seen answers 45065 before anything else in the body is looked at: the send it
 * names was accepted, whatever became of its tag or followers since.
 */
async function send(
  call: AccountCall,
  targetOf: (call: AccountCall) => MassTarget,
  assertQuota: (target: MassTarget) => void,
): Promise<Reply> {
  const { account, body, now } = call;
  const given = clientMsgIdOf(body.clientmsgid);
  call.clientMsgId = given ?? undefined;
  if (given !== null) account.clientMsgIds.assertNew(given, now);
  const target = targetOf(call);
  const content = massContent(body);
  assertMayUse(account, content.msgtype);
  const clientMsgId = given ?? contentDigest(target, content);
  call.clientMsgId = clientMsgId;
  if (given === null) account.clientMsgIds.assertNew(clientMsgId, now);
  assertQuota(target);
  return accept(call, target, content, clientMsgId);
}

async function accept(
  { world, runner, account, now }: AccountCall,
  target: MassTarget,
  content: MassContent,
  clientMsgId: string,
): Promise<Reply> {
  const { appId } = account;
  const material = massMaterial(account, content, now);
  const status = world.faults.take({ path: "job", appId })?.status ?? "send success";
  const waits = target.kind === "all" && account.service.conditions.sendProtection;
  const early = waits ? null : world.faults.take({ path: "callback", appId, kinds: ["before-reply"] });
  const msgId = world.nextMsgId();
  const msgDataId = content.msgtype === "mpnews" ? 2_000_000_000n + (msgId % 1_000_000_000n) : null;
  const finishAt = early ? now : null;
  world.commit(account, {
    type: "mass-accepted",
    msgId,
    msgDataId,
    clientMsgId,
    target,
    msgtype: content.msgtype,
    ...material,
    status,
    finishAt,
    waits,
  });
  const job = account.ledger.job(msgId);
  if (job && early) await runner.finish(account, job);
  else if (job) runner.start(account, job);
  const accepted = { errcode: 0, errmsg: "send job submission success", msg_id: msgId };
  return msgDataId === null ? accepted : { ...accepted, msg_data_id: msgDataId };
}

/** `filter.group_id` is what older clients (wechatpy) call tag_id; co-wechat-api leaves is_to_all out beside a tag. */
function filterTarget({ account, body }: AccountCall): MassTarget {
  if (!isObject(body.filter)) throw new ApiError(ASSUMED.massSendWithoutTarget);
  const { filter } = body;
  if (filter.is_to_all === true) return { kind: "all", population: account.followers.count };
  const name = filter.tag_id === undefined ? "group_id" : "tag_id";
  if (filter[name] === undefined || filter[name] === null) throw new ApiError(ASSUMED.massSendWithoutTarget);
  const tagId = idIn(filter, name);
  if (!account.tags.get(tagId)) throw new ApiError(ASSUMED.massSendToUnknownTag);
  return { kind: "tag", tagId };
}

function openidTarget({ account, body }: AccountCall): MassTarget {
  const { touser } = body;
  if (!Array.isArray(touser)) throw new ApiError(40031);
  if (touser.length < 2) throw new ApiError(40130);
  if (touser.length > MOST_OPENIDS) throw new ApiError(ASSUMED.tooManyMassOpenids);
  const people = Uint32Array.from(touser, (openid: unknown) => account.followers.numberOf(openid));
  return { kind: "openids", people: encodePeople(people) };
}

function clientMsgIdOf(given: unknown): string | null {
  if (given === undefined || given === null || given === "") return null;
  if (typeof given !== "string") throw new ApiError(47001);
  ClientMsgIds.assertSize(given);
  return given;
}
