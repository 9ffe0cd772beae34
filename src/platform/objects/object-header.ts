import type { ObjectContent } from "./object-store.port.js";

/** Each file begins with so many bytes that say what it is, so that content and description come and go in one rename. */
export const HEADER_BYTES = 1_024;
const MAGIC = "tagcast object 1\n";

export interface ObjectHeader extends ObjectContent {
  etag: string;
}

/** Throws RangeError when the names in it are too long. */
export function headerToBytes(header: ObjectHeader): Buffer {
  const text = Buffer.from(MAGIC + JSON.stringify(header));
  if (text.length >= HEADER_BYTES) throw new RangeError("the object's content type and file name are too long");
  return Buffer.concat([text, Buffer.alloc(HEADER_BYTES - text.length - 1, " "), Buffer.from("\n")]);
}

export function headerFromBytes(bytes: Buffer): ObjectHeader {
  const text = bytes.toString("utf8");
  if (bytes.length !== HEADER_BYTES || !text.startsWith(MAGIC)) throw new Error("a file of the object folder is damaged at its beginning");
  return JSON.parse(text.slice(MAGIC.length)) as ObjectHeader;
}
