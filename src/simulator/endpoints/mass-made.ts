import { type AccountCall, endpoint, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import type { MassMedia } from "../model/content-types.js";
import { anyPictures, articlesIn } from "./articles.js";
import { newMediaId } from "./upload.js";

/** What makes the ids that only mass sends take. */
export const massMadeEndpoints = [endpoint("POST", "media/uploadvideo", video), endpoint("POST", "media/uploadnews", news)];

/** From a temporary video alone: the id of a permanent one is 40007. */
function video(call: AccountCall): Reply {
  const { account, body, now } = call;
  const id = textIn(body, "media_id");
  if (id === null) throw new ApiError(41006);
  const source = account.content.library.temporary(id, now);
  if (source?.kind !== "video") throw new ApiError(40007);
  const title = textIn(body, "title") ?? "";
  return made(call, "video", { kind: "mpvideo", title, description: textIn(body, "description") ?? "", file: source.file, articles: [] });
}

/** The old way to news, before the draft box. Its thumbs may be temporary. */
function news(call: AccountCall): Reply {
  const { account, body, now } = call;
  const articles = articlesIn(body.articles, anyPictures(account.content.library, now));
  return made(call, "news", { kind: "news", title: "", description: "", file: null, articles });
}

function made({ world, account, now: at }: AccountCall, type: string, media: Omit<MassMedia, "id" | "at">): Reply {
  const id = newMediaId();
  world.commit(account, { type: "mass-media-made", media: { ...media, id, at } });
  return { type, media_id: id, created_at: Math.floor(at / 1000) };
}
