import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";

export interface FormFile {
  /** Of the form's field. */
  name: string;
  fileName: string;
  contentType: string;
  /** Bytes that `content` holds. */
  size: number;
  content: Readable;
}

export interface EncodedForm {
  contentType: string;
  contentLength: number;
  /** Fails where the file has not exactly `size` bytes, and as the file does. */
  body: Readable;
}

/** The file, not the connection, is why a form did not get to its end. */
export class UnreadableFileError extends Error {
  override readonly name = "UnreadableFileError";
}

const MAX_FILE_NAME_BYTES = 200;
const MAX_EXTENSION = 10;
/** What would end the quoted name or its line, or make a path of it. */
const UNSAFE_IN_NAME = /["\\/\p{Cc}\u2028\u2029]/gu;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/** multipart/form-data (RFC 7578) with the file's bytes passed on as they come: never more than a piece of it in memory. */
export function encodeForm(fields: Readonly<Record<string, string>>, file: FormFile): EncodedForm {
  const boundary = `tagcast-${randomUUID()}`;
  const head = Buffer.from([...Object.entries(fields).map((field) => textPart(boundary, field)), filePart(boundary, file)].join(""));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + file.size + tail.length,
    // Not in object mode: its buffer counts bytes, and the pieces of the file are large.
    body: Readable.from(pieces(head, file, tail), { objectMode: false, highWaterMark: 64 * 1024 }),
  };
}

async function* pieces(head: Buffer, file: FormFile, tail: Buffer): AsyncGenerator<Uint8Array> {
  yield head;
  yield* bytesOf(file);
  yield tail;
}

async function* bytesOf({ content, size }: FormFile): AsyncGenerator<Uint8Array> {
  let missing = size;
  try {
    for await (const piece of content) {
      if (!(piece instanceof Uint8Array)) throw new UnreadableFileError("the file's stream gives text, not bytes");
      missing -= piece.length;
      if (missing < 0) throw new UnreadableFileError(`the file has more than the ${size} bytes it was said to have`);
      yield piece;
    }
  } catch (error) {
    throw error instanceof UnreadableFileError ? error : new UnreadableFileError(`the file could not be read (${codeOf(error)})`);
  }
  if (missing > 0) throw new UnreadableFileError(`the file has ${missing} bytes less than the ${size} it was said to have`);
}

/** The code alone: the text of a file system's error names paths. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

function textPart(boundary: string, [name, value]: [string, string]): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** The name goes as it is, in UTF-8: WeChat shows it so, and knows no `filename*`. */
function filePart(boundary: string, { name, fileName, contentType }: FormFile): string {
  const type = CONTENT_TYPE.test(contentType) ? contentType : "application/octet-stream";
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${safeFileName(fileName)}"\r\nContent-Type: ${type}\r\n\r\n`;
}

/** At most 200 bytes, with the extension kept; `file` for a name of nothing. */
export function safeFileName(fileName: string): string {
  const safe = fileName.toWellFormed().replace(UNSAFE_IN_NAME, "_").trim();
  const dot = safe.lastIndexOf(".");
  const extension = dot >= 0 && safe.length - dot <= MAX_EXTENSION ? safe.slice(dot) : "";
  const stem = extension === "" ? safe : safe.slice(0, dot);
  return `${firstBytes(stem, MAX_FILE_NAME_BYTES - Buffer.byteLength(extension)) || "file"}${extension}`;
}

/** Whole characters of `text` that fit into `max` bytes. */
function firstBytes(text: string, max: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > max) break;
    end += character.length;
  }
  return text.slice(0, end);
}
