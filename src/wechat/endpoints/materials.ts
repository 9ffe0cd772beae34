import { z } from "zod";
import type { Material, MaterialCalls, MaterialCounts, VideoDescription } from "../calls/material-calls.js";
import type { MediaKind, UploadFile } from "../calls/media-calls.js";
import { checkFile, checkLimit, checkPage } from "../limits.js";
import { Moment, Told, Whole } from "../reply-fields.js";
import type { WeChatCaller } from "../wechat-caller.js";
import { writeWeChatJson } from "../wechat-json.js";
import { checkOk, checkReply } from "../wechat-reply.js";
import { ArticlesReply } from "./articles.js";

const ADD = "/cgi-bin/material/add_material";
const GET = "/cgi-bin/material/get_material";
const DELETE = "/cgi-bin/material/del_material";
const COUNT = "/cgi-bin/material/get_materialcount";
const LIST = "/cgi-bin/material/batchget_material";
const KIB = 1024;
/** Bytes; where WeChat's pages differ, the largest. */
const MAX_BYTES: Readonly<Record<MediaKind, number>> = {
  IMAGE: 10 * KIB * KIB,
  VOICE: 5 * KIB * KIB,
  VIDEO: 10 * KIB * KIB,
  THUMB: 64 * KIB,
};

const Added = z.object({ media_id: z.string().min(1), url: Told });
const Video = z.object({ title: z.string(), description: z.string().default(""), down_url: z.string().min(1) });
const Counts = z.object({ image_count: Whole, voice_count: Whole, video_count: Whole, news_count: Whole });
const Items = z.object({
  total_count: Whole,
  item: z.array(z.object({ media_id: z.string(), name: z.string().default(""), update_time: Moment, url: Told })).default([]),
});
const NewsItems = z.object({
  total_count: Whole,
  item: z.array(z.object({ media_id: z.string(), content: ArticlesReply, update_time: Moment })).default([]),
});

/** 素材管理 / 永久素材. */
export function materialCalls(caller: WeChatCaller): MaterialCalls {
  return {
    addMaterial: (kind, file, video) => add(caller, kind, file, video),
    getMaterial: (mediaId) => get(caller, mediaId),
    deleteMaterial: async (mediaId) => checkOk(DELETE, await caller.once({ endpoint: DELETE, body: { media_id: mediaId } })),
    countMaterials: () => counts(caller),
    listMaterials: async (kind, offset, count) => {
      const { total_count, item } = checkReply(LIST, Items, await list(caller, kind, offset, count));
      const items = item.map(({ media_id, name, update_time, url }) => ({ mediaId: media_id, name, updatedAt: update_time, url }));
      return { total: total_count, items };
    },
    listNewsMaterials: async (offset, count) => {
      const { total_count, item } = checkReply(LIST, NewsItems, await list(caller, "NEWS", offset, count));
      const items = item.map((row) => ({ mediaId: row.media_id, articles: row.content.news_item, updatedAt: row.update_time }));
      return { total: total_count, items };
    },
  };
}

async function add(caller: WeChatCaller, kind: MediaKind, file: UploadFile, video: VideoDescription | undefined) {
  checkLimit((kind === "VIDEO") === (video !== undefined), ADD, "a video, and nothing else, has a description");
  checkFile(ADD, file, MAX_BYTES[kind]);
  const fields: Record<string, string> = video
    ? { description: writeWeChatJson({ title: video.title, introduction: video.introduction }) }
    : {};
  const { media_id, url } = checkReply(
    ADD,
    Added,
    await caller.upload({ endpoint: ADD, query: { type: kind.toLowerCase() }, fields, file }),
  );
  return { mediaId: media_id, url };
}

async function get(caller: WeChatCaller, mediaId: string): Promise<Material> {
  const answer = await caller.download({ endpoint: GET, body: { media_id: mediaId } });
  if ("file" in answer) return { kind: "FILE", ...answer.file };
  if ("news_item" in answer.reply) return { kind: "NEWS", articles: checkReply(GET, ArticlesReply, answer.reply).news_item };
  const { title, description, down_url } = checkReply(GET, Video, answer.reply);
  return { kind: "VIDEO", title, description, downloadUrl: down_url };
}

async function counts(caller: WeChatCaller): Promise<MaterialCounts> {
  const reply = checkReply(COUNT, Counts, await caller.idempotent({ endpoint: COUNT }));
  return { image: reply.image_count, voice: reply.voice_count, video: reply.video_count, news: reply.news_count };
}

async function list(caller: WeChatCaller, kind: string, offset: number, count: number): Promise<object> {
  checkPage(LIST, offset, count);
  return caller.idempotent({ endpoint: LIST, body: { type: kind.toLowerCase(), offset, count } });
}
