import { z } from "zod";
import type { MassAccepted, MassCalls, MassRequest, MassSpeed } from "../calls/mass-calls.js";
import { checkCount, checkLimit } from "../limits.js";
import { Whole, WideId } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { WrittenJson } from "../wechat-json.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { massMessage } from "./mass-message.js";

/** The two ways of a mass send; each has a quota a day of its own. */
export const MASS_PATHS = { sendall: "/cgi-bin/message/mass/sendall", send: "/cgi-bin/message/mass/send" } as const;

const { sendall: SEND_ALL, send: SEND } = MASS_PATHS;
const PREVIEW = "/cgi-bin/message/mass/preview";
const GET = "/cgi-bin/message/mass/get";
const DELETE = "/cgi-bin/message/mass/delete";
const GET_SPEED = "/cgi-bin/message/mass/speed/get";
const SET_SPEED = "/cgi-bin/message/mass/speed/set";
const MIN_OPENIDS = 2;
const MAX_OPENIDS = 10_000;
const MAX_CLIENT_MSG_ID_BYTES = 64;
/** `realspeed` is in 万/分钟. */
const SPEED_UNIT = 10_000;

const Accepted = z.object({ msg_id: WideId, msg_data_id: WideId.optional() });
const Status = z.object({ msg_status: z.enum(["SEND_SUCCESS", "SENDING", "SEND_FAIL", "DELETE"]) });
const Speed = z.object({ speed: Whole, realspeed: Whole });

/** 群发接口和原创校验. `mayPreview` rejects where a preview, a mass call too, may not go now. */
export function massCalls(caller: WeChatCaller, mayPreview: (endpoint: string) => Promise<void>): MassCalls {
  return {
    massSendToAll: (request) => submit(caller, SEND_ALL, { filter: { is_to_all: true } }, request),
    massSendByTag: (request) => submit(caller, SEND_ALL, { filter: { is_to_all: false, tag_id: request.wechatTagId } }, request),
    massSendByOpenids: async (request) => {
      checkCount(SEND, request.openids.count, MIN_OPENIDS, MAX_OPENIDS);
      return submit(caller, SEND, { touser: new WrittenJson(request.openids.json) }, request);
    },
    massPreview: async (to, content) => {
      await mayPreview(PREVIEW);
      const target = "openid" in to ? { touser: to.openid } : { towxname: to.wechatName };
      checkOk(PREVIEW, await caller.once({ endpoint: PREVIEW, body: { ...target, ...massMessage(content) } }));
    },
    massStatus: async (msgId) => checkReply(GET, Status, await caller.idempotent({ endpoint: GET, body: { msg_id: msgId } })).msg_status,
    massDelete: (target) => remove(caller, target),
    massSpeed: () => speed(caller),
    setMassSpeed: async (level) => checkOk(SET_SPEED, await caller.idempotent({ endpoint: SET_SPEED, body: { speed: level } })),
  };
}

/** Never repeated here: only the send's driver knows whether a batch may be tried again. */
async function submit(caller: WeChatCaller, endpoint: string, target: object, request: MassRequest): Promise<MassAccepted> {
  const bytes = Buffer.byteLength(request.clientMsgId);
  checkLimit(
    bytes >= 1 && bytes <= MAX_CLIENT_MSG_ID_BYTES,
    endpoint,
    `the clientMsgId has ${bytes} bytes, not 1 to ${MAX_CLIENT_MSG_ID_BYTES}`,
  );
  const body = { ...target, ...massMessage(request.content), ...reprint(request), clientmsgid: request.clientMsgId };
  const reply = checkReply(endpoint, Accepted, await caller.once({ endpoint, body }));
  return { msgId: reply.msg_id, msgDataId: reply.msg_data_id ?? null };
}

/** Only articles can be reprints. */
function reprint({ content, sendIgnoreReprint }: MassRequest): object {
  return content.kind === "NEWS" ? { send_ignore_reprint: sendIgnoreReprint ? 1 : 0 } : {};
}

async function remove(caller: WeChatCaller, target: Parameters<MassCalls["massDelete"]>[0]): Promise<void> {
  const { articleIdx } = { articleIdx: undefined, ...target };
  // WeChat takes 0 for "all of them": somebody who counts from 0 must not delete more than he names.
  checkLimit(articleIdx === undefined || (Number.isSafeInteger(articleIdx) && articleIdx >= 1), DELETE, "articles are counted from 1");
  const body =
    "url" in target ? { url: target.url } : { msg_id: target.msgId, ...(articleIdx !== undefined && { article_idx: articleIdx }) };
  checkOk(DELETE, await caller.once({ endpoint: DELETE, body }));
}

async function speed(caller: WeChatCaller): Promise<MassSpeed> {
  const reply = checkReply(GET_SPEED, Speed, await caller.idempotent({ endpoint: GET_SPEED, body: {} }));
  return { level: reply.speed, peoplePerMinute: reply.realspeed * SPEED_UNIT };
}
