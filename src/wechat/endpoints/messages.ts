import { z } from "zod";
import type { CustomMessage, MessageCalls, TemplateMessage } from "../calls/message-calls.js";
import { WideId } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkOk, checkReply } from "../wechat-reply.js";

const CUSTOM = "/cgi-bin/message/custom/send";
const TEMPLATE = "/cgi-bin/message/template/send";

const Sent = z.object({ msgid: WideId });

/** 客服消息, 模板消息. */
export function messageCalls(caller: WeChatCaller): MessageCalls {
  return {
    sendCustomMessage: async (openid, message) =>
      checkOk(CUSTOM, await caller.once({ endpoint: CUSTOM, body: { touser: openid, ...customMessage(message) } })),
    sendTemplateMessage: async (message) => {
      const { msgid } = checkReply(TEMPLATE, Sent, await caller.once({ endpoint: TEMPLATE, body: templateMessage(message) }));
      return { msgId: msgid };
    },
  };
}

function customMessage(message: CustomMessage): object {
  switch (message.kind) {
    case "TEXT":
      return { msgtype: "text", text: { content: message.text } };
    case "IMAGE":
      return { msgtype: "image", image: { media_id: message.mediaId } };
    case "VOICE":
      return { msgtype: "voice", voice: { media_id: message.mediaId } };
    case "ARTICLE":
      return { msgtype: "mpnewsarticle", mpnewsarticle: { article_id: message.articleId } };
    case "CARD":
      return { msgtype: "wxcard", wxcard: { card_id: message.cardId } };
  }
}

function templateMessage({ openid, templateId, url, miniProgram, data }: TemplateMessage): object {
  return {
    touser: openid,
    template_id: templateId,
    ...(url !== undefined && { url }),
    ...(miniProgram && { miniprogram: { appid: miniProgram.appId, pagepath: miniProgram.pagePath } }),
    data,
  };
}
