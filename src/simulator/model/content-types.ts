import type { MediaFormat } from "../media/formats.js";
import type { Article } from "./article.js";

export type MediaKind = "image" | "voice" | "video" | "thumb";

export interface StoredFile {
  /** Where its bytes are: see Blobs. */
  key: string;
  size: number;
  format: MediaFormat;
}

export interface TemporaryMedia {
  id: string;
  kind: MediaKind;
  file: StoredFile;
  /** Milliseconds of the simulator's clock, as every time here. */
  at: number;
}

/** What media/uploadvideo and media/uploadnews make: good for mass sends only. */
export interface MassMedia {
  id: string;
  kind: "mpvideo" | "news";
  title: string;
  description: string;
  file: StoredFile | null;
  articles: readonly Article[];
  at: number;
}

export interface Material {
  id: string;
  kind: MediaKind | "news";
  name: string;
  /** Null for news alone. */
  file: StoredFile | null;
  title: string;
  description: string;
  articles: readonly Article[];
  at: number;
}

/** 0 published, 1 under way, 2 originality, 3 ordinary failure, 4 review, 5 all deleted by the user, 6 all blocked by WeChat. */
export type PublishStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** What freepublish/submit starts. */
export interface PublishJob {
  publishId: number;
  msgDataId: number;
  draftId: string;
  /** Told only when the articles went out. */
  articleId: string;
  articles: readonly Article[];
  /** How it will end. */
  outcome: PublishStatus;
  finishAt: number;
}
