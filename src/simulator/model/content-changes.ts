import type { Article } from "./article.js";
import type { MassMedia, Material, PublishJob, StoredFile, TemporaryMedia } from "./content-types.js";

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

const TYPES: Readonly<Record<ContentChange["type"], true>> = {
  "media-uploaded": true,
  "article-image-uploaded": true,
  "mass-media-made": true,
  "material-added": true,
  "material-deleted": true,
  "material-used": true,
  "draft-added": true,
  "draft-updated": true,
  "draft-removed": true,
  "publish-submitted": true,
  "publish-finished": true,
  "publish-pushed": true,
  "article-deleted": true,
};

export function isContentChange(change: { type: string }): change is ContentChange {
  return Object.hasOwn(TYPES, change.type);
}
