import { randomBytes } from "node:crypto";
import { ASSUMED } from "../assumptions.js";
import { ApiError } from "../errcodes.js";
import { BlobsFull } from "../media/blobs.js";
import { soundSeconds } from "../media/duration.js";
import { formatByContent, formatByName, type MediaFormat } from "../media/formats.js";
import type { MultipartForm } from "../media/multipart.js";
import type { MediaFiles } from "../media-files.js";
import type { StoredFile } from "../model/content-types.js";

const MOST_SOUND_SECONDS = 60;

/** What a call takes as one kind of media. */
export interface UploadRule {
  formats: readonly MediaFormat[];
  mostBytes: number;
  /** Answer to a file that is too big. */
  tooBig: number;
}

export interface UploadedFile {
  name: string;
  bytes: Buffer;
  format: MediaFormat;
}

/** The uploaded file: 41005 when there is none, 44001 empty, then what `rule` says. */
export function uploadedFile(form: MultipartForm | null, rule: UploadRule, names: readonly string[] = ["media"]): UploadedFile {
  const part = names.map((name) => form?.get(name)).find((found) => found !== undefined);
  if (!part || part.fileName === null) throw new ApiError(41005);
  const { fileName: name, bytes } = part;
  if (bytes.length === 0) throw new ApiError(44001);
  assertName(name, rule);
  if (bytes.length > ASSUMED.biggestUploadBytes) throw new ApiError(45001);
  if (bytes.length > rule.mostBytes) throw new ApiError(rule.tooBig);
  const format = formatByContent(bytes);
  if (format === null || !rule.formats.includes(format)) throw new ApiError(isPicture(rule) ? 40137 : 40005);
  if ((soundSeconds(bytes, format) ?? 0) > MOST_SOUND_SECONDS) throw new ApiError(45007);
  return { name, bytes, format };
}

/** Keeps the file, then lets `use` commit what it is for, so that no crash leaves the one without the other. */
export async function keepFile(
  media: Pick<MediaFiles, "keep">,
  { bytes, format }: UploadedFile,
  use: (file: StoredFile) => void,
): Promise<void> {
  try {
    await media.keep(bytes, (key) => use({ key, size: bytes.length, format }));
  } catch (error) {
    if (error instanceof BlobsFull) throw new ApiError(ASSUMED.mediaMemoryFull);
    throw error;
  }
}

/** As long and as random as WeChat's. */
export function newMediaId(): string {
  return randomBytes(48).toString("base64url");
}

/** A name without an ending, or with one nobody knows, is 40113; one of another kind of media 40005. */
function assertName(name: string, { formats }: UploadRule): void {
  const format = formatByName(name);
  if (format === null) throw new ApiError(40113);
  if (!formats.includes(format)) throw new ApiError(40005);
}

function isPicture({ formats }: UploadRule): boolean {
  return formats.includes("jpg");
}
