import { createHash } from "node:crypto";
import { step } from "./steps.mjs";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Temporary media. */
export async function media(api, files) {
  const uploaded = await step("media.upload", async () => {
    const { type, media_id: mediaId } = await api.uploadImageMedia(`${files}/picture.png`);
    return { type, mediaId };
  });
  await step("media.download", async () => digest(await api.getMedia(uploaded.mediaId)));
  await step("media.downloadUnknown", () => api.getMedia("unknown"));
  await step("media.uploadImg", async () => (await api.uploadImage(`${files}/picture.png`)).url);
}

/** Permanent material. Returns what a news send takes. */
export async function materials(api, files) {
  const picture = await step("material.add", async () => {
    const { media_id: mediaId, url } = await api.uploadImageMaterial(`${files}/封面.png`);
    return { mediaId, url };
  });
  await step("material.count", async () => asCount(await api.getMaterialCount()));
  await step("material.list", async () => asList(await api.getMaterials("image", 0, 20)));
  await step("material.listTooMany", () => api.getMaterials("image", 0, 21));
  await step("material.get", async () => digest(await api.getMaterial(picture.mediaId)));
  const thumb = await step("material.addThumb", async () => (await api.uploadThumbMaterial(`${files}/thumb.jpg`)).media_id);
  const article = { title: "春季上新", content: "<p>新品</p>", thumb_media_id: thumb, author: "编辑", digest: "", show_cover_pic: 1 };
  const news = await step("news.upload", async () => (await api.uploadNews({ articles: [article] })).media_id);
  await step("material.delete", async () => (await api.removeMaterial(picture.mediaId)).errcode);
  await step("material.getDeleted", () => api.getMaterial(picture.mediaId));
  return { news };
}

/** From a file to what an mpvideo send takes. */
export async function video(api, files) {
  const permanent = await step("video.addPermanent", async () => {
    const described = { title: "新品发布", introduction: "三分钟看完" };
    return (await api.uploadVideoMaterial(`${files}/film.mp4`, described)).media_id;
  });
  await step("video.getPermanent", async () => {
    const { title, description, down_url: url } = await api.getMaterial(permanent);
    return { title, description, url };
  });
  const details = { title: "新品发布", description: "三分钟看完" };
  await step("video.convertPermanent", () => api.uploadMPVideo({ media_id: permanent, ...details }));
  const temporary = await step("video.uploadTemporary", async () => (await api.uploadVideoMedia(`${files}/film.mp4`)).media_id);
  return step("video.convertTemporary", async () => (await api.uploadMPVideo({ media_id: temporary, ...details })).media_id);
}

function asCount(reply) {
  return { image: reply.image_count, video: reply.video_count, voice: reply.voice_count, news: reply.news_count };
}

function asList(reply) {
  const items = reply.item.map(({ media_id: mediaId, name }) => ({ mediaId, name }));
  return { total: reply.total_count, count: reply.item_count, items };
}
