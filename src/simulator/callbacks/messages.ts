import type { Account } from "../model/account.js";
import { type CallbackEvent, messageOf } from "./events.js";
import { Decimal, type XmlFields } from "./xml.js";

/** An ordinary message that a person sends to the account. */
export type PersonMessage =
  | { message: "text"; content: string }
  | { message: "image"; picUrl?: string; mediaId?: string }
  | { message: "voice"; format?: string; mediaId?: string; recognition?: string }
  | { message: "video" | "shortvideo"; mediaId?: string; thumbMediaId?: string }
  | { message: "location"; x: number; y: number; scale?: number; label?: string }
  | { message: "link"; title: string; description?: string; url: string };

const PLACES = 6;
const MEDIA_ID = "7Xd1Oo0fYkzXcVw2s4nqT9pAhg3mB5rLeUJ6iQyKtZ8xSvNDFbCjHWaREIlPuGMo";
const PICTURE = "http://mmbiz.qpic.cn/mmbiz_jpg/simulated/0";

export function personMessage(account: Account, n: number, what: PersonMessage, msgId: bigint, now: number): CallbackEvent {
  return messageOf(account, what.message, account.followers.openidOf(n), now, { ...fieldsOf(what), MsgId: msgId });
}

function fieldsOf(what: PersonMessage): XmlFields {
  switch (what.message) {
    case "text":
      return { Content: what.content };
    case "image":
      return { PicUrl: what.picUrl ?? PICTURE, MediaId: what.mediaId ?? MEDIA_ID };
    case "voice": {
      const { mediaId = MEDIA_ID, format = "amr", recognition } = what;
      return { MediaId: mediaId, Format: format, ...(recognition === undefined ? {} : { Recognition: recognition }) };
    }
    case "video":
    case "shortvideo":
      return { MediaId: what.mediaId ?? MEDIA_ID, ThumbMediaId: what.thumbMediaId ?? MEDIA_ID };
    case "location": {
      const { x, y, scale = 20, label = "" } = what;
      return { Location_X: new Decimal(x, PLACES), Location_Y: new Decimal(y, PLACES), Scale: scale, Label: label };
    }
    case "link":
      return { Title: what.title, Description: what.description ?? "", Url: what.url };
  }
}
