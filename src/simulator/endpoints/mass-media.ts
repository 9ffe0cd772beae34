import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";
import type { MediaKind } from "../model/content-types.js";
import type { MassContent } from "./mass-content.js";

/** What a mass message sends, beyond its words. */
export interface MassMaterial {
  /** Of news; 0 for anything else. */
  articles: number;
  /** Leaves the draft box when the send has ended well. */
  draftId: string | null;
}

const NO_NEWS: MassMaterial = { articles: 0, draftId: null };

/** Looks the message's media up: 40007 for an id that is unknown, past its life, or of another kind. */
export function massMaterial(account: Account, { msgtype, content }: MassContent, now: number): MassMaterial {
  switch (msgtype) {
    case "mpnews":
      return newsOf(account, String(content.media_id), now);
    case "mpvideo":
    case "video":
      if (account.content.library.forMassSend(String(content.media_id), now)?.kind !== "mpvideo") throw new ApiError(40007);
      return NO_NEWS;
    case "image":
      for (const id of Array.isArray(content.media_ids) ? content.media_ids : [content.media_id]) assertMedia(account, id, "image", now);
      return NO_NEWS;
    case "voice":
    case "music":
      assertMedia(account, content.media_id, "voice", now);
      return NO_NEWS;
    default:
      return NO_NEWS;
  }
}

/** 40007 unless the id is of temporary or permanent media of that kind. */
export function assertMedia({ content: { library } }: Account, id: unknown, kind: MediaKind, now: number): void {
  const media = typeof id === "string" ? (library.temporary(id, now) ?? library.material(id)) : undefined;
  if (media?.kind !== kind) throw new ApiError(40007);
}

/** A draft, what media/uploadnews made, or a news material from before the draft box; an article_id is none of them. */
function newsOf({ content: { drafts, library } }: Account, id: string, now: number): MassMaterial {
  const draft = drafts.get(id);
  if (draft) return { articles: draft.articles.length, draftId: id };
  const news = library.forMassSend(id, now) ?? library.material(id);
  if (news?.kind !== "news") throw new ApiError(40007);
  return { articles: news.articles.length, draftId: null };
}
