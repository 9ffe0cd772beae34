import { type AccountCall, endpoint, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { FileReply } from "../file-reply.js";
import type { MediaKind, StoredFile } from "../model/content-types.js";
import { publicUrl } from "../public-files.js";
import { keepFile, newMediaId, type UploadRule, uploadedFile } from "./upload.js";

const KB = 1024;
const MB = 1024 * KB;
const IMAGE_FORMATS = ["jpg", "png", "gif"] as const;

const TEMPORARY_RULES: Readonly<Record<MediaKind, UploadRule>> = {
  image: { formats: IMAGE_FORMATS, mostBytes: 10 * MB, tooBig: 40009 },
  voice: { formats: ["amr", "mp3"], mostBytes: 2 * MB, tooBig: 40010 },
  video: { formats: ["mp4"], mostBytes: 10 * MB, tooBig: 40011 },
  thumb: { formats: ["jpg"], mostBytes: 64 * KB, tooBig: 40012 },
};
const ARTICLE_IMAGE_RULE: UploadRule = { formats: ["jpg", "png"], mostBytes: MB, tooBig: 40009 };

export const mediaEndpoints = [
  endpoint("POST", "media/upload", upload, { upload: true }),
  endpoint("GET", "media/get", get),
  endpoint("POST", "media/uploadimg", uploadArticleImage, { upload: true }),
];

/** The kind of media in the query; 40004 for any other. */
export function kindIn(query: URLSearchParams): MediaKind {
  const kind = query.get("type");
  if (kind === "image" || kind === "voice" || kind === "video" || kind === "thumb") return kind;
  throw new ApiError(40004);
}

async function upload(call: AccountCall): Promise<Reply> {
  const { world, account, query, form, now: at } = call;
  const kind = kindIn(query);
  const uploaded = uploadedFile(form, TEMPORARY_RULES[kind]);
  const id = newMediaId();
  const expired = account.content.library.forgetExpired(at);
  await keepFile(world.media, uploaded, (file) => world.commit(account, { type: "media-uploaded", media: { id, kind, file, at } }));
  world.media.dropUnused(expired);
  const created_at = Math.floor(at / 1000);
  return kind === "thumb" ? { type: kind, thumb_media_id: id, created_at } : { type: kind, media_id: id, created_at };
}

/** The file; of a video, where it can be fetched. Permanent media are 40007 here. */
function get({ world, account, query, origin, now }: AccountCall): Promise<FileReply> | Reply {
  const id = query.get("media_id") ?? "";
  if (id === "") throw new ApiError(41006);
  const media = account.content.library.temporary(id, now);
  if (!media) throw new ApiError(40007);
  if (media.kind === "video") return { video_url: publicUrl(origin, media.file) };
  return fileReply(world, media.file, id);
}

/** 46001 when the bytes are gone from the disk. */
export async function fileReply(world: AccountCall["world"], file: StoredFile, id: string): Promise<FileReply> {
  const bytes = await world.media.read(file);
  if (!bytes) throw new ApiError(46001);
  return new FileReply(bytes, file.format, id);
}

/** For pictures inside articles; clients also call the part `buffer`, as the card interfaces do. */
async function uploadArticleImage(call: AccountCall): Promise<Reply> {
  const { world, account, form, origin } = call;
  const uploaded = uploadedFile(form, ARTICLE_IMAGE_RULE, ["media", "buffer"]);
  let url = "";
  await keepFile(world.media, uploaded, (file) => {
    world.commit(account, { type: "article-image-uploaded", file });
    url = publicUrl(origin, file);
  });
  return { url };
}
