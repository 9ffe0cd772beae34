import type { Article } from "./article.js";
import type { MassMedia, Material, StoredFile, TemporaryMedia } from "./media-library.js";
import type { PublishJob } from "./publications.js";

/** What alters the account's media, drafts and publications; part of AccountChange. */
export type MediaChange =
  | { type: "media-uploaded"; media: TemporaryMedia }
  | { type: "article-image-uploaded"; file: StoredFile }
  | { type: "mass-media-made"; media: MassMedia }
  | { type: "material-added"; material: Material }
  | { type: "material-deleted"; id: string }
  | { type: "material-used"; id: string; inUse: boolean };

export type DraftChange =
  | { type: "draft-added"; id: string; articles: readonly Article[] }
  | { type: "draft-updated"; id: string; index: number; article: Article }
  | { type: "draft-removed"; id: string };

export type PublishChange =
  | { type: "publish-submitted"; job: PublishJob }
  | { type: "publish-finished" | "publish-pushed"; publishId: number }
  /** `index` from 1; 0 for all of them. */
  | { type: "article-deleted"; articleId: string; index: number };

export type ContentChange = MediaChange | DraftChange | PublishChange;

const TYPES: ReadonlySet<string> = new Set<ContentChange["type"]>([
  "media-uploaded",
  "article-image-uploaded",
  "mass-media-made",
  "material-added",
  "material-deleted",
  "material-used",
  "draft-added",
  "draft-updated",
  "draft-removed",
  "publish-submitted",
  "publish-finished",
  "publish-pushed",
  "article-deleted",
]);

export function isContentChange(change: { type: string }): change is ContentChange {
  return TYPES.has(change.type);
}
