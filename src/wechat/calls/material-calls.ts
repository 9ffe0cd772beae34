import type { Article } from "./article.js";
import type { DownloadedFile, MediaKind, UploadFile } from "./media-calls.js";

/** Permanent material (material/*): 5,000 images, 1,000 of the other kinds. */
export interface MaterialCalls {
  /** Image and video up to 10 MB, voice 5 MB, thumb 64 KB. A video needs `video`. */
  addMaterial(kind: MediaKind, file: UploadFile, video?: VideoDescription): Promise<{ mediaId: string; url: string | null }>;
  getMaterial(mediaId: string): Promise<Material>;
  deleteMaterial(mediaId: string): Promise<void>;
  countMaterials(): Promise<MaterialCounts>;
  /** Up to 20, newest first. */
  listMaterials(kind: Exclude<MediaKind, "THUMB">, offset: number, count: number): Promise<WeChatPage<MaterialItem>>;
  /** Up to 20 of the articles from before the draft box; newer ones are drafts or published. */
  listNewsMaterials(offset: number, count: number): Promise<WeChatPage<ArticlesItem>>;
}

export interface VideoDescription {
  title: string;
  introduction: string;
}

/** Images, voices and thumbs are bytes; a video is an address to fetch them from. */
export type Material =
  | { kind: "NEWS"; articles: Article[] }
  | { kind: "VIDEO"; title: string; description: string; downloadUrl: string }
  | ({ kind: "FILE" } & DownloadedFile);

export interface MaterialCounts {
  image: number;
  voice: number;
  video: number;
  news: number;
}

export interface WeChatPage<T> {
  /** Of all pages. */
  total: number;
  items: T[];
}

export interface MaterialItem {
  mediaId: string;
  name: string;
  updatedAt: Date;
  url: string | null;
}

export interface ArticlesItem {
  mediaId: string;
  articles: Article[];
  updatedAt: Date;
}
