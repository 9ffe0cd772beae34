import { createHash } from "node:crypto";
import { fileTypeFromBuffer } from "file-type";
import type { Why } from "../../graphql/error-reasons.js";
import type { MediaKind } from "../../wechat/index.js";
import { FILE_RULES } from "./file-rules.js";

/** What file-type looks at, at most. */
const HEAD_BYTES = 4_100;

/** What is wrong with a file, in words for whoever uploads it. */
export class UnfitFile extends Error {
  override readonly name = "UnfitFile";

  constructor(
    message: string,
    readonly why: Why,
  ) {
    super(message);
  }
}

export interface CheckedFile {
  contentType: string;
  /** What its name should end in. */
  extension: string;
  /** The bytes, to be read once; throws UnfitFile where there are more than WeChat takes. */
  body: AsyncIterable<Uint8Array>;
  /** Known once `body` was read to its end. */
  facts(): { bytes: number; sha256: Buffer };
}

/**
 * Looks into a file's first bytes, whatever its name says, and lets it through no larger than WeChat takes the kind. Holds a few
 * kilobytes of it. Throws UnfitFile.
 */
export async function checkFile(kind: MediaKind, source: AsyncIterable<Uint8Array>): Promise<CheckedFile> {
  const { maxBytes } = FILE_RULES[kind];
  const rest = source[Symbol.asyncIterator]();
  const head = await readHead(rest);
  const { contentType, extension } = await formatOf(kind, head).catch(async (error: unknown) => {
    await rest.return?.();
    throw error;
  });
  const hash = createHash("sha256");
  let bytes = 0;
  const body = async function* () {
    try {
      for (let piece: Uint8Array | null = head; piece !== null; piece = await nextPiece(rest)) {
        bytes += piece.length;
        if (bytes > maxBytes)
          throw new UnfitFile(`has more than ${maxBytes} bytes, which is what WeChat takes of ${FILE_RULES[kind].name}`, {
            reason: "FILE_TOO_BIG",
            max: maxBytes,
          });
        hash.update(piece);
        yield piece;
      }
    } finally {
      await rest.return?.();
    }
  };
  return { contentType, extension, body: body(), facts: () => ({ bytes, sha256: hash.digest() }) };
}

async function readHead(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const piece = await nextPiece(source);
    if (piece === null) break;
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces);
}

async function nextPiece(source: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const { value, done } = await source.next();
  return done === true ? null : value;
}

async function formatOf(kind: MediaKind, head: Buffer): Promise<{ contentType: string; extension: string }> {
  if (head.length === 0) throw new UnfitFile("is empty", { reason: "FILE_EMPTY" });
  const { name, formats } = FILE_RULES[kind];
  const found = await fileTypeFromBuffer(head);
  const extension = found && formats.get(found.mime);
  // Layers I and II of MPEG audio have the type of MP3.
  if (found === undefined || extension === undefined || (found.mime === "audio/mpeg" && found.ext !== "mp3")) {
    throw new UnfitFile(
      `is ${found ? `a file of type ${found.ext}` : "of no type that is known"}, whatever its name says; WeChat wants ${name}`,
      { reason: "FILE_TYPE", kind },
    );
  }
  return { contentType: found.mime, extension };
}
