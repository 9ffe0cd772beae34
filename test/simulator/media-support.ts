import type { Bench, Json } from "./support.js";

const KB = 1024;

/** Files that begin like the real thing; what follows is of no concern to anybody here. */
export const FILES = {
  jpg: file("ffd8ffe000104a46494600"),
  png: file("89504e470d0a1a0a0000000d49484452"),
  gif: file("474946383961"),
  bmp: file("424d00000000"),
  webp: file("524946460000000057454250"),
  mp3: file("49443303000000000000"),
  amr: file("2321414d520a"),
  wav: file("524946460000000057415645"),
  wma: file("3026b2758e66cf11"),
  mp4: file("000000186674797069736f6d"),
} as const;

/** That beginning, filled up to so many bytes. */
export function file(hex: string, bytes = 4 * KB): Buffer {
  const head = Buffer.from(hex, "hex");
  return Buffer.concat([head, Buffer.alloc(Math.max(0, bytes - head.length), 7)]);
}

export function sized(kind: keyof typeof FILES, bytes: number): Buffer {
  return Buffer.concat([FILES[kind].subarray(0, 16), Buffer.alloc(bytes - 16, 7)]);
}

/** POSTs a form as browsers and undici write it. */
export function upload(b: Bench, path: string, name: string, bytes: Buffer, fields: Record<string, string> = {}): Promise<Json> {
  const form = new FormData();
  form.append("media", new File([new Uint8Array(bytes)], name));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return b.raw(withToken(b, path), { method: "POST", body: form });
}

export function withToken(b: Bench, path: string): string {
  return `/cgi-bin/${path}${path.includes("?") ? "&" : "?"}access_token=${b.token()}`;
}

/** The media_id of a new temporary file. */
export async function temporary(b: Bench, kind: "image" | "voice" | "video", bytes?: Buffer): Promise<string> {
  const extension = ({ image: "jpg", voice: "mp3", video: "mp4" } as const)[kind];
  return String((await upload(b, `media/upload?type=${kind}`, `f.${extension}`, bytes ?? FILES[extension])).media_id);
}

/** The media_id of a new permanent file. */
export async function permanent(b: Bench, kind: "image" | "voice" | "video" | "thumb", bytes?: Buffer): Promise<string> {
  const extension = ({ image: "jpg", voice: "mp3", video: "mp4", thumb: "jpg" } as const)[kind];
  const fields: Record<string, string> = kind === "video" ? { description: JSON.stringify({ title: "t", introduction: "i" }) } : {};
  return String((await upload(b, `material/add_material?type=${kind}`, `f.${extension}`, bytes ?? FILES[extension], fields)).media_id);
}

/** An article as draft/add takes it. */
export function article(thumbMediaId: string, fields: Json = {}): Json {
  return { title: "标题", author: "作者", content: "<p>正文</p>", thumb_media_id: thumbMediaId, ...fields };
}

/** The media_id of a new draft of so many articles. */
export async function draft(b: Bench, articles = 1): Promise<string> {
  const thumb = await permanent(b, "image");
  const list = Array.from({ length: articles }, (_, i) => article(thumb, { title: `第${i + 1}篇` }));
  return String((await b.post("draft/add", { articles: list })).media_id);
}

/** The id that mass sends take for a new video. */
export async function massVideo(b: Bench): Promise<string> {
  const media_id = await temporary(b, "video");
  return String((await b.post("media/uploadvideo", { media_id, title: "t", description: "d" })).media_id);
}
