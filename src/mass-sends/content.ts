import { BadInputError } from "../graphql/errors.js";
import { uuidOrNull } from "../graphql/ids.js";
import type { MassSendContentInput } from "./mass-send.input.js";

/** What a send carries, as stored. Materials are named by our ids: under which id WeChat knows them is found out when they are sent. */
export type MassSendContent =
  | { kind: "TEXT"; text: string }
  /** WeChat's id of a draft, or of articles from before the draft box. */
  | { kind: "NEWS"; mediaId: string }
  | { kind: "IMAGE"; materialIds: string[] }
  | { kind: "VOICE"; materialId: string }
  | { kind: "VIDEO"; materialId: string }
  | { kind: "CARD"; cardId: string };

/**
 * Assumed, not stated in WeChat's API pages: the account console allows 600 characters in a mass text, and the API's text
 * messages 2,048 bytes; beyond, WeChat would answer 45002. Both are checked here, so that a draft does not fail at the first batch.
 */
export const MAX_TEXT_CHARACTERS = 600;
export const MAX_TEXT_BYTES = 2_048;
/** Assumed: as many as a post of pictures has at most. */
export const MAX_IMAGES = 20;

// Line breaks and tabs are part of a message; other control characters make WeChat answer 40033, and PostgreSQL stores no NUL.
const CONTROL = /[^\P{Cc}\n\r\t]/u;
/** WeChat's ids are base64url and the like. */
const WECHAT_ID = /^[\w.=+/-]{1,200}$/;

/** What WeChat is to send; whether its materials can be sent is `MassSendContents`' business. `field` is where the input stands in the request. */
export function readContent(input: MassSendContentInput, field: string): MassSendContent {
  const { text, newsMediaId, imageMaterialIds, voiceMaterialId, videoMaterialId, cardId } = input;
  if (typeof text === "string") return { kind: "TEXT", text: checkedText(text, `${field}.text`) };
  if (typeof newsMediaId === "string") return { kind: "NEWS", mediaId: wechatId(newsMediaId, `${field}.newsMediaId`) };
  if (imageMaterialIds) return { kind: "IMAGE", materialIds: pictures(imageMaterialIds, `${field}.imageMaterialIds`) };
  if (typeof voiceMaterialId === "string") return { kind: "VOICE", materialId: materialId(voiceMaterialId, `${field}.voiceMaterialId`) };
  if (typeof videoMaterialId === "string") return { kind: "VIDEO", materialId: materialId(videoMaterialId, `${field}.videoMaterialId`) };
  if (typeof cardId === "string") return { kind: "CARD", cardId: wechatId(cardId, `${field}.cardId`) };
  throw new BadInputError(field, "give exactly one kind of content", { reason: "NO_CONTENT" });
}

/** The input that `readContent` made this of. */
export function contentInput(content: MassSendContent): MassSendContentInput {
  switch (content.kind) {
    case "TEXT":
      return { text: content.text };
    case "NEWS":
      return { newsMediaId: content.mediaId };
    case "IMAGE":
      return { imageMaterialIds: content.materialIds };
    case "VOICE":
      return { voiceMaterialId: content.materialId };
    case "VIDEO":
      return { videoMaterialId: content.materialId };
    case "CARD":
      return { cardId: content.cardId };
  }
}

function checkedText(text: string, field: string): string {
  const characters = [...text].length;
  if (text.trim() === "") throw new BadInputError(field, "must not be empty", { reason: "EMPTY" });
  if (characters > MAX_TEXT_CHARACTERS)
    throw new BadInputError(field, `has ${characters} characters, WeChat takes ${MAX_TEXT_CHARACTERS}`, {
      reason: "LENGTH",
      min: 1,
      max: MAX_TEXT_CHARACTERS,
      length: characters,
    });
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES)
    throw new BadInputError(field, `has ${bytes} bytes in UTF-8, WeChat takes ${MAX_TEXT_BYTES}`, {
      reason: "BYTES",
      max: MAX_TEXT_BYTES,
      bytes,
    });
  if (CONTROL.test(text) || !text.isWellFormed())
    throw new BadInputError(field, "contains characters that WeChat does not take", { reason: "CHARACTERS_WECHAT_REFUSES" });
  return text;
}

function pictures(ids: readonly string[], field: string): string[] {
  if (ids.length < 1 || ids.length > MAX_IMAGES)
    throw new BadInputError(field, `must be 1 to ${MAX_IMAGES} pictures, are ${ids.length}`, {
      reason: "TOO_MANY",
      max: MAX_IMAGES,
      count: ids.length,
    });
  const read = ids.map((id, i) => materialId(id, `${field}[${i}]`));
  const twice = read.findIndex((id, i) => read.indexOf(id) < i);
  if (twice >= 0) throw new BadInputError(`${field}[${twice}]`, "stands there twice", { reason: "TWICE" });
  return read;
}

function materialId(id: string, field: string): string {
  const uuid = uuidOrNull(id);
  if (uuid === null) throw new BadInputError(field, "there is no such material", { reason: "NO_MATERIAL" });
  return uuid;
}

function wechatId(id: string, field: string): string {
  if (!WECHAT_ID.test(id)) throw new BadInputError(field, "is no id of WeChat's");
  return id;
}
