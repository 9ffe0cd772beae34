import type { MassContent } from "../calls/mass-calls.js";

/** The part of a request that says what is sent, the same in sendall, send and preview. */
export function massMessage(content: MassContent): object {
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
