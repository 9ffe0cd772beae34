import { ASSUMED } from "../assumptions.js";
import { ApiError } from "../errcodes.js";
import { isObject, type JsonObject } from "../json.js";
import type { Article } from "../model/article.js";
import type { MediaLibrary } from "../model/media-library.js";
import { cleanHtml, openingOf } from "./article-html.js";

const MOST_ARTICLES = 8;
const MOST_PICTURES = 20;
/** "Fewer than 20,000 characters and less than 1 MB." */
const CONTENT_LENGTH = 20_000;
const CONTENT_BYTES = 1 << 20;
const CROPS = ["pic_crop_235_1", "pic_crop_1_1"] as const;

/** The media_id of a picture that may be used here; 40007 for anything else. */
export type PictureCheck = (id: unknown) => string;

/** The articles of a body: 44003 for none, 45008 for more than eight, else what is wrong with the first bad one. */
export function articlesIn(value: unknown, picture: PictureCheck): Article[] {
  if (!Array.isArray(value) || value.length === 0) throw new ApiError(44003);
  if (value.length > MOST_ARTICLES) throw new ApiError(45008);
  return value.map((one: unknown) => articleIn(one, picture, value.length > 1));
}

/** `amongOthers`: only a single article has a digest made up for it. */
export function articleIn(value: unknown, picture: PictureCheck, amongOthers: boolean): Article {
  if (!isObject(value)) throw new ApiError(44003);
  const kind = value.article_type === "newspic" ? "newspic" : "news";
  const title = limited(value, "title", ASSUMED.articleTitleLength, 45003);
  if (title === "") throw new ApiError(ASSUMED.articleWithoutTitle);
  const content = contentOf(value);
  const given = limited(value, "digest", ASSUMED.articleDigestLength, 45004);
  return {
    kind,
    title,
    author: limited(value, "author", ASSUMED.articleAuthorLength, 45110),
    digest: given !== "" || amongOthers ? given : openingOf(content),
    content,
    sourceUrl: limited(value, "content_source_url", ASSUMED.articleSourceUrlLength, 45005),
    thumbMediaId: kind === "news" ? picture(value.thumb_media_id) : "",
    showCoverPic: flag(value.show_cover_pic),
    needOpenComment: flag(value.need_open_comment),
    onlyFansCanComment: flag(value.only_fans_can_comment),
    crops: Object.fromEntries(CROPS.flatMap((name) => (typeof value[name] === "string" ? [[name, value[name].slice(0, 200)]] : []))),
    images: kind === "newspic" ? picturesOf(value.image_info, picture) : [],
  };
}

function limited(article: JsonObject, name: string, most: number, tooLong: number): string {
  const value = article[name] ?? "";
  if (typeof value !== "string") throw new ApiError(47001);
  if ([...value].length > most) throw new ApiError(tooLong);
  return value;
}

function contentOf({ content }: JsonObject): string {
  if (typeof content !== "string" || content.trim() === "") throw new ApiError(44004);
  if ([...content].length >= CONTENT_LENGTH || Buffer.byteLength(content) >= CONTENT_BYTES) throw new ApiError(45002);
  return cleanHtml(content);
}

function picturesOf(info: unknown, check: PictureCheck): string[] {
  const list = isObject(info) ? info.image_list : undefined;
  if (!Array.isArray(list) || list.length === 0) throw new ApiError(44003);
  if (list.length > MOST_PICTURES) throw new ApiError(ASSUMED.tooManyArticlePictures);
  return list.map((picture: unknown) => check(isObject(picture) ? picture.image_media_id : undefined));
}

/** Permanent pictures and thumbs. */
export function permanentPictures(library: MediaLibrary): PictureCheck {
  return (id) => pictureId(id, (known) => library.material(known));
}

/** Temporary ones too, as media/uploadnews takes them. */
export function anyPictures(library: MediaLibrary, now: number): PictureCheck {
  return (id) => pictureId(id, (known) => library.material(known) ?? library.temporary(known, now));
}

function pictureId(id: unknown, find: (id: string) => { id: string; kind: string } | undefined): string {
  const found = typeof id === "string" ? find(id) : undefined;
  if (found?.kind !== "image" && found?.kind !== "thumb") throw new ApiError(40007);
  return found.id;
}

function flag(value: unknown): 0 | 1 {
  return value === 1 || value === "1" || value === true ? 1 : 0;
}
