import type { Readable } from "node:stream";

/** Temporary media, kept by WeChat for three days (media/*). */
export interface MediaCalls {
  /** Image and video up to 10 MB, voice 2 MB, thumb 64 KB. */
  uploadTemporary(kind: MediaKind, file: UploadFile): Promise<TemporaryMedia>;
  /** A video is answered by the address it can be fetched from. */
  downloadTemporary(mediaId: string): Promise<DownloadedFile | { videoUrl: string }>;
  /** For a picture inside an article's HTML, which may show no others: JPG or PNG under 1 MB; returns its URL. */
  uploadArticleImage(file: UploadFile): Promise<string>;
  /** Makes the id that a mass send of a video takes. `mediaId` must be of a temporary upload: a permanent one answers 40007. */
  makeMassVideo(video: { mediaId: string; title: string; description: string }): Promise<TemporaryMedia>;
}

export type MediaKind = "IMAGE" | "VOICE" | "VIDEO" | "THUMB";

export interface UploadFile {
  /** With its extension, by which WeChat judges the format (40113 without). */
  fileName: string;
  /** e.g. `image/jpeg`. */
  contentType: string;
  /** Bytes. Must be known: WeChat refuses bodies without Content-Length (HTTP 412, github.com/fastwego/offiaccount/issues/15). */
  size: number;
  /**
   * The bytes, or what opens them from their start. Only the latter can be sent again where WeChat refuses the token; every
   * stream is destroyed when the call ends.
   */
  content: Readable | (() => Readable | Promise<Readable>);
}

export interface TemporaryMedia {
  mediaId: string;
  createdAt: Date;
}

export interface DownloadedFile {
  contentType: string | null;
  /** Bytes, where WeChat says it. */
  size: number | null;
  /** Fails with WeChatError; must be read to its end or destroyed. */
  content: Readable;
}
