import { expect } from "vitest";
import { type Area, done, type Journey, refused, returned } from "../support/journey.js";

const MEDIA_ID = expect.stringMatching(/^[\w-]{20,}$/);
/** The address of the picture, which names what is in it. */
const picture = (journey: Journey, name: string) =>
  expect.stringMatching(new RegExp(`^http://.+/mmbiz/${journey.files.digest[name]}\\.png$`));

export const MEDIA: Area = {
  name: "media: uploaded and downloaded, byte for byte",
  check: (journey) =>
    journey.expect({
      "media.upload": returned({ type: "image", mediaId: MEDIA_ID }),
      "media.download": returned(journey.files.digest["picture.png"]),
      "media.downloadUnknown": refused(40007),
      "media.uploadImg": returned(picture(journey, "picture.png")),
    }),
};

export const MATERIAL: Area = {
  name: "material: add, get, list, count, delete",
  check: (journey) => {
    const { mediaId } = journey.returned<{ mediaId: string }>("material.add");
    journey.expect({
      "material.add": returned({ mediaId: MEDIA_ID, url: picture(journey, "封面.png") }),
      "material.count": returned({ image: 1, video: 0, voice: 0, news: 0 }),
      "material.list": returned({ total: 1, count: 1, items: [{ mediaId, name: "封面.png" }] }),
      "material.listTooMany": { refused: expect.any(Number) },
      "material.get": returned(journey.files.digest["封面.png"]),
      "material.addThumb": returned(MEDIA_ID),
      "material.delete": done,
      "material.getDeleted": refused(40007),
    });
  },
};

export const VIDEO: Area = {
  name: "video: only a temporary upload becomes what a mass send takes",
  check: (journey) =>
    journey.expect({
      "video.addPermanent": returned(MEDIA_ID),
      "video.getPermanent": returned({ title: "新品发布", description: "三分钟看完", url: expect.stringMatching(/^https?:\/\//) }),
      "video.convertPermanent": refused(40007),
      "video.uploadTemporary": returned(MEDIA_ID),
      "video.convertTemporary": returned(MEDIA_ID),
    }),
};

export const NEWS_UPLOAD: Area = {
  name: "news: uploaded the old way, by media/uploadnews",
  check: (journey) => journey.expect({ "news.upload": returned(MEDIA_ID) }),
};

export const DRAFTS: Area = {
  name: "drafts: add, update, get, list, count, delete",
  check: (journey) => {
    const [first, second, third] = ["drafts.add", "drafts.addSecond", "drafts.addThird"].map((step) => journey.returned<string>(step));
    journey.expect({
      "drafts.addWithoutThumb": refused(40007),
      "drafts.update": done,
      "drafts.get": returned(["夏季上新"]),
      "drafts.count": returned(3),
      "drafts.list": returned(
        expect.arrayContaining([
          { mediaId: first, titles: ["夏季上新"] },
          { mediaId: second, titles: ["to be published"] },
          { mediaId: third, titles: ["to be deleted"] },
        ]),
      ),
      "drafts.delete": done,
      "drafts.getDeleted": refused(40007),
    });
  },
};

export const PUBLISH: Area = {
  name: "publish: submit, status, article, list, delete; the draft is gone",
  check: (journey) => {
    const { articleId } = journey.returned<{ articleId: string }>("publish.status");
    journey.expect({
      "publish.submit": returned(expect.stringMatching(/^\d+$/)),
      "publish.status": returned({ status: 0, articleId: expect.stringMatching(/./), articles: 1 }),
      "publish.article": returned("to be published"),
      "publish.list": returned([{ articleId, title: "to be published" }]),
      "publish.delete": done,
      "publish.draftIsGone": refused(40007),
    });
  },
};
