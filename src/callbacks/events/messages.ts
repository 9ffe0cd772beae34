import { z } from "zod";
import { filled, id64, latitude, longitude, textOrNull, whole } from "./fields.js";

/** What followers write and send. */

export const text = z
  .object({ MsgId: id64, Content: z.string() })
  .transform(({ MsgId: msgId, Content: content }) => ({ type: "message:text" as const, msgId, content }));

export const image = z
  .object({ MsgId: id64, PicUrl: textOrNull, MediaId: filled })
  .transform(({ MsgId: msgId, PicUrl: url, MediaId: mediaId }) => ({ type: "message:image" as const, msgId, url, mediaId }));

/** Recognition: the spoken words, where the account has that switched on. */
export const voice = z
  .object({ MsgId: id64, MediaId: filled, Format: textOrNull, Recognition: textOrNull })
  .transform(({ MsgId: msgId, MediaId: mediaId, Format: format, Recognition: words }) => ({
    ...{ type: "message:voice" as const, msgId, mediaId, format, words },
  }));

function film<Type extends string>(type: Type) {
  return z
    .object({ MsgId: id64, MediaId: filled, ThumbMediaId: textOrNull })
    .transform(({ MsgId: msgId, MediaId: mediaId, ThumbMediaId: thumbMediaId }) => ({ type, msgId, mediaId, thumbMediaId }));
}

export const video = film("message:video" as const);
export const shortvideo = film("message:shortvideo" as const);

/**
 * A place the person chose to send, maybe a shop or a friend's home: not the position of their telephone, which only the event
 * LOCATION tells. So it does not become the user's location. Location_X is the latitude.
 */
export const location = z
  .object({ MsgId: id64, Location_X: latitude, Location_Y: longitude, Scale: whole(0, 100), Label: textOrNull })
  .transform(({ MsgId: msgId, Location_X, Location_Y, Scale: scale, Label: label }) => ({
    ...{ type: "message:location" as const, msgId, latitude: Location_X, longitude: Location_Y, scale, label },
  }));

export const link = z
  .object({ MsgId: id64, Title: textOrNull, Description: textOrNull, Url: filled })
  .transform(({ MsgId: msgId, Title: title, Description: description, Url: url }) => ({
    ...{ type: "message:link" as const, msgId, title, description, url },
  }));
