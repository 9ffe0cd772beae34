import { z } from "zod";
import type { MediaCalls, MediaKind, TemporaryMedia } from "../calls/media-calls.js";
import { checkFile } from "../limits.js";
import { Moment } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { checkReply } from "../wechat-reply.js";

const UPLOAD = "/cgi-bin/media/upload";
const GET = "/cgi-bin/media/get";
const UPLOAD_IMAGE = "/cgi-bin/media/uploadimg";
const UPLOAD_VIDEO = "/cgi-bin/media/uploadvideo";
const KIB = 1024;
/** Bytes; where WeChat's pages differ, the largest: it refuses by itself what is too large for it. */
const MAX_BYTES: Readonly<Record<MediaKind, number>> = {
  IMAGE: 10 * KIB * KIB,
  VOICE: 2 * KIB * KIB,
  VIDEO: 10 * KIB * KIB,
  THUMB: 64 * KIB,
};
const MAX_ARTICLE_IMAGE = KIB * KIB;

/** A thumb is said to answer with `thumb_media_id` instead. */
const Uploaded = z
  .object({ media_id: z.string().min(1).optional(), thumb_media_id: z.string().min(1).optional(), created_at: Moment })
  .transform(({ media_id, thumb_media_id, created_at }) => ({ mediaId: media_id ?? thumb_media_id ?? "", createdAt: created_at }))
  .refine(({ mediaId }) => mediaId !== "", { path: ["media_id"] });
const ImageUrl = z.object({ url: z.string().min(1) });
const VideoUrl = z.object({ video_url: z.string().min(1) });

/** 素材管理 / 新增临时素材, 获取临时素材, 上传图文消息内的图片; media/uploadvideo has no page any more. */
export function mediaCalls(caller: WeChatCaller): MediaCalls {
  return {
    uploadTemporary: async (kind, file) => {
      checkFile(UPLOAD, file, MAX_BYTES[kind]);
      return checkReply(UPLOAD, Uploaded, await caller.upload({ endpoint: UPLOAD, query: { type: kind.toLowerCase() }, file }));
    },
    downloadTemporary: async (mediaId) => {
      const answer = await caller.download({ endpoint: GET, query: { media_id: mediaId } });
      return "file" in answer ? answer.file : { videoUrl: checkReply(GET, VideoUrl, answer.reply).video_url };
    },
    uploadArticleImage: async (file) => {
      checkFile(UPLOAD_IMAGE, file, MAX_ARTICLE_IMAGE);
      return checkReply(UPLOAD_IMAGE, ImageUrl, await caller.upload({ endpoint: UPLOAD_IMAGE, file })).url;
    },
    makeMassVideo: (video) => makeMassVideo(caller, video),
  };
}

async function makeMassVideo(
  caller: WeChatCaller,
  { mediaId, title, description }: { mediaId: string; title: string; description: string },
): Promise<TemporaryMedia> {
  const body = { media_id: mediaId, title, description };
  return checkReply(UPLOAD_VIDEO, Uploaded, await caller.once({ endpoint: UPLOAD_VIDEO, body }));
}
