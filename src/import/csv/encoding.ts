import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/** Names that TextDecoder knows. Excel in China saves GB18030 where it is not told otherwise. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

const MARKS: readonly [TextEncoding, readonly number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** By the byte order mark, else by what the whole file can be: UTF-8 before GB18030, which nearly anything could be. Throws where it is neither. */
export async function encodingOf(path: string): Promise<TextEncoding> {
  const marked = await markOf(path);
  if (marked) return marked;
  if (await decodes(path, "utf-8")) return "utf-8";
  if (await decodes(path, "gb18030")) return "gb18030";
  throw new Error(`${path} is neither UTF-8 nor GB18030; save it as UTF-8`);
}

async function markOf(path: string): Promise<TextEncoding | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
    const found = MARKS.find(([, mark]) => mark.length <= bytesRead && mark.every((byte, i) => buffer[i] === byte));
    return found ? found[0] : null;
  } finally {
    await file.close();
  }
}

async function decodes(path: string, encoding: TextEncoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The file's text, piece by piece, without its mark. */
export async function* textOf(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}
