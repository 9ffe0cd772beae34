import type { MediaKind } from "../../wechat/index.js";

export interface FileRule {
  /** What a file of the kind is called in messages. */
  name: string;
  /** Endings by content type, as file-type names them. */
  formats: ReadonlyMap<string, string>;
  maxBytes: number;
}

const KIB = 1024;
const JPG: [string, string] = ["image/jpeg", "jpg"];
// An animated PNG is a PNG to whoever does not know better, WeChat among them.
const PICTURES = new Map([JPG, ["image/png", "png"], ["image/apng", "png"], ["image/gif", "gif"], ["image/bmp", "bmp"]]);
const SOUNDS = new Map([
  ["audio/mpeg", "mp3"],
  ["audio/amr", "amr"],
  ["audio/wav", "wav"],
  ["audio/x-ms-asf", "wma"],
]);
// m4v is what some programs write into an MP4's head.
const FILMS = new Map([
  ["video/mp4", "mp4"],
  ["video/x-m4v", "mp4"],
]);

/** What WeChat takes as permanent material (素材管理); where its pages differ, the largest: it refuses by itself what is too large for it. */
export const FILE_RULES: Readonly<Record<MediaKind, FileRule>> = {
  IMAGE: { name: "a picture (JPG, PNG, GIF or BMP)", formats: PICTURES, maxBytes: 10 * KIB * KIB },
  VOICE: { name: "a voice message (MP3, AMR, WAV or WMA)", formats: SOUNDS, maxBytes: 5 * KIB * KIB },
  VIDEO: { name: "an MP4 video", formats: FILMS, maxBytes: 10 * KIB * KIB },
  THUMB: { name: "a JPG picture", formats: new Map([JPG]), maxBytes: 64 * KIB },
};
