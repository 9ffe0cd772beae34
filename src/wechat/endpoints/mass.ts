import { z } from "zod";
import type { WeChatCaller } from "../wechat-caller.js";
import type { MassAccepted, MassContent, MassRequest, MassStatus } from "../wechat-client.js";
import { checkOk, checkReply } from "../wechat-reply.js";

const SEND_ALL = "/cgi-bin/message/mass/sendall";
const SEND = "/cgi-bin/message/mass/send";
const PREVIEW = "/cgi-bin/message/mass/preview";
const GET = "/cgi-bin/message/mass/get";

const Accepted = z.object({ msg_id: z.coerce.bigint(), msg_data_id: z.coerce.bigint().optional() });
const Status = z.object({ msg_status: z.enum(["SEND_SUCCESS", "SENDING", "SEND_FAIL", "DELETE"]) });

export function sendToAll(caller: WeChatCaller, request: MassRequest): Promise<MassAccepted> {
  return submit(caller, SEND_ALL, { filter: { is_to_all: true } }, request);
}

export function sendByTag(caller: WeChatCaller, request: MassRequest & { wechatTagId: number }): Promise<MassAccepted> {
  return submit(caller, SEND_ALL, { filter: { is_to_all: false, tag_id: request.wechatTagId } }, request);
}

export function sendByOpenids(caller: WeChatCaller, request: MassRequest & { openids: readonly string[] }): Promise<MassAccepted> {
  return submit(caller, SEND, { touser: request.openids }, request);
}

export async function preview(caller: WeChatCaller, to: { openid: string } | { wechatName: string }, content: MassContent): Promise<void> {
  const target = "openid" in to ? { touser: to.openid } : { towxname: to.wechatName };
  checkOk(PREVIEW, await caller.once({ endpoint: PREVIEW, body: { ...target, ...messageOf(content) } }));
}

export async function status(caller: WeChatCaller, msgId: bigint): Promise<MassStatus> {
  const reply = await caller.idempotent({ endpoint: GET, body: { msg_id: msgId } });
  return checkReply(GET, Status, reply).msg_status;
}

/** Never repeated here: only the send's driver knows whether a batch may be tried again. */
async function submit(caller: WeChatCaller, endpoint: string, target: object, request: MassRequest): Promise<MassAccepted> {
  const body = { ...target, ...messageOf(request.content), ...reprint(request), clientmsgid: request.clientMsgId };
  const reply = checkReply(endpoint, Accepted, await caller.once({ endpoint, body }));
  return { msgId: reply.msg_id, msgDataId: reply.msg_data_id ?? null };
}

/** Only articles can be reprints. */
function reprint({ content, sendIgnoreReprint }: MassRequest): object {
  return content.kind === "NEWS" ? { send_ignore_reprint: sendIgnoreReprint ? 1 : 0 } : {};
}

function messageOf(content: MassContent): object {
  switch (content.kind) {
    case "TEXT":
      return { msgtype: "text", text: { content: content.text } };
    case "NEWS":
      return { msgtype: "mpnews", mpnews: { media_id: content.mediaId } };
    case "IMAGE":
      // Several pictures go under another name; msgtype stays.
      return content.mediaIds.length === 1
        ? { msgtype: "image", image: { media_id: content.mediaIds[0] } }
        : { msgtype: "image", images: { media_ids: content.mediaIds } };
    case "VOICE":
      return { msgtype: "voice", voice: { media_id: content.mediaId } };
    case "VIDEO":
      return { msgtype: "mpvideo", mpvideo: { media_id: content.mediaId } };
    case "CARD":
      return { msgtype: "wxcard", wxcard: { card_id: content.cardId } };
  }
}
