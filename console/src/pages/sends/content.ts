import type { MassSendContentInput } from "./operations.generated";

export type { MassSendContentInput };

/** What a send may carry, in the order in which the composer offers it. */
export const CONTENT_KINDS = ["text", "newsMediaId", "imageMaterialIds", "voiceMaterialId", "videoMaterialId", "cardId"] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** Under which kind of material the composer looks. */
export const MATERIAL_OF = { newsMediaId: "NEWS", imageMaterialIds: "IMAGE", voiceMaterialId: "VOICE", videoMaterialId: "VIDEO" } as const;

/** WeChat's bounds of a text, as the API checks them. */
export const MAX_CHARACTERS = 600;
export const MAX_BYTES = 2_048;
/** Pictures in one send. */
export const MAX_IMAGES = 20;

export function kindOf(content: MassSendContentInput): ContentKind {
  return CONTENT_KINDS.find((kind) => content[kind] !== undefined) ?? "text";
}

/** An empty content of that kind. */
export function emptyContent(kind: ContentKind): MassSendContentInput {
  return (kind === "imageMaterialIds" ? { imageMaterialIds: [] } : { [kind]: "" }) as MassSendContentInput;
}

/** The API's JSON of a saved send. */
export function parseContent(json: string): MassSendContentInput {
  return JSON.parse(json) as MassSendContentInput;
}

/** A content out of an address, for a draft to begin with; null where it is none. */
export function contentFrom(json: string | null): MassSendContentInput | null {
  if (json === null) return null;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return null;
    const [entry, ...others] = Object.entries(parsed);
    const kind = CONTENT_KINDS.find((known) => known === entry?.[0]);
    if (kind === undefined || others.length > 0) return null;
    const held: unknown = entry?.[1];
    const fits = kind === "imageMaterialIds" ? Array.isArray(held) && held.every((id) => typeof id === "string") : typeof held === "string";
    return fits ? (parsed as MassSendContentInput) : null;
  } catch {
    // Somebody changed the address by hand: that is no content.
    return null;
  }
}

export function textLength(text: string): { characters: number; bytes: number; tooLong: boolean } {
  const characters = [...text].length;
  const bytes = new TextEncoder().encode(text).length;
  return { characters, bytes, tooLong: characters > MAX_CHARACTERS || bytes > MAX_BYTES };
}

/** Whether it can be saved. */
export function isWhole(content: MassSendContentInput): boolean {
  if (content.text !== undefined) return content.text.trim() !== "" && !textLength(content.text).tooLong;
  if (content.imageMaterialIds !== undefined) return content.imageMaterialIds.length > 0 && content.imageMaterialIds.length <= MAX_IMAGES;
  return content[kindOf(content)] !== "";
}
