import { createHash } from "node:crypto";
import { BadInputError } from "../../graphql/errors.js";
import { optionalText, shortText } from "../../graphql/text-input.js";
import type { MediaKind } from "../../wechat/index.js";
import { MaterialKind } from "../material.enums.js";
import type { UploadMaterialInput } from "../material.input.js";
import { FILE_RULES } from "./file-rules.js";

/** Assumed, as of articles: WeChat's pages name no limit for a video's words. */
const MAX_TITLE = 64;
const MAX_DESCRIPTION = 120;
const MAX_FILE_NAME = 100;

export interface UploadOrder {
  kind: MediaKind;
  /** As the caller calls it; its ending says nothing. */
  fileName: string;
  title: string;
  description: string | null;
  /** Exactly one is not null. */
  dataUrl: string | null;
  objectKey: string | null;
}

export function readUpload(input: UploadMaterialInput): UploadOrder {
  const fileName = readFileName("input.fileName", input.fileName);
  const [dataUrl, objectKey] = [input.dataUrl ?? null, input.objectKey ?? null];
  if (dataUrl !== null && objectKey !== null) throw new BadInputError("input.objectKey", "give dataUrl or objectKey, not both");
  if (dataUrl === null && objectKey === null) throw new BadInputError("input.dataUrl", "give dataUrl or objectKey");
  return {
    ...{ kind: readKind("input.kind", input.kind), fileName, dataUrl, objectKey },
    title: optionalText("input.title", input.title, MAX_TITLE) ?? [...fileName].slice(0, MAX_TITLE).join(""),
    description: optionalText("input.description", input.description, MAX_DESCRIPTION),
  };
}

export function readKind(field: string, kind: MaterialKind): MediaKind {
  if (kind === MaterialKind.NEWS) {
    throw new BadInputError(field, "articles are written in WeChat's draft box, not uploaded; syncMaterials takes them over");
  }
  return kind;
}

export function readFileName(field: string, fileName: string): string {
  return shortText(field, fileName, { min: 1, max: MAX_FILE_NAME });
}

/** Bytes of an upload that is asked for. */
export function readSize(field: string, kind: MediaKind, bytes: number): number {
  const { name, maxBytes } = FILE_RULES[kind];
  if (bytes < 1 || bytes > maxBytes)
    throw new BadInputError(field, `must be from 1 to ${maxBytes}, which is what WeChat takes of ${name}`, {
      reason: "FILE_TOO_BIG",
      max: maxBytes,
    });
  return bytes;
}

/** The name with the ending of what the file is: WeChat judges by it (40113, 40005). */
export function namedAs(fileName: string, extension: string): string {
  const stem = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, "") || "file";
  return `${stem}.${extension}`;
}

/** The same for the same upload asked for again, and for no other. */
export function requestHash({ kind, title, description }: UploadOrder, sha256: Buffer): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([kind, sha256.toString("hex"), title, description]))
    .digest();
}
