/** The two formats of PostgreSQL's COPY … FROM STDIN that seeding writes. */

export type CopyValue = string | number | boolean | Date | null;

/** One line of COPY's text format. */
export function copyLine(values: readonly CopyValue[]): string {
  let line: string | null = null;
  for (const value of values) line = line === null ? copyField(value) : `${line}\t${copyField(value)}`;
  return `${line ?? ""}\n`;
}

const SPECIAL = /[\\\t\n\r]/;

function copyField(value: CopyValue): string {
  if (value === null) return "\\N";
  // Next to no text holds any of these, and looking costs half of replacing nothing.
  if (typeof value === "string") return SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, escaped) : value;
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

function escaped(character: string): string {
  if (character === "\t") return "\\t";
  if (character === "\n") return "\\n";
  return character === "\r" ? "\\r" : "\\\\";
}

const CHUNK_BYTES = 1 << 16;

/** Text lines joined to buffers of about 64 KiB: a write per row costs more than the row. */
export function* textBuffers(lines: Iterable<string>): Generator<Buffer> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_BYTES) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  if (chunk.length > 0) yield Buffer.from(chunk);
}

/** Lines, or parts of them, joined likewise. */
export function* joinedBuffers(parts: Iterable<string | Uint8Array>): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.byteLength(part) : part.length;
    if (length + bytes > chunk.length) {
      if (length > 0) yield chunk.subarray(0, length);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes));
      length = 0;
    }
    if (typeof part === "string") chunk.write(part, length);
    else chunk.set(part, length);
    length += bytes;
  }
  if (length > 0) yield chunk.subarray(0, length);
}

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const TRAILER = Buffer.from([0xff, 0xff]);
/** Field count, then length and value of two 32-bit integers. */
const PAIR_BYTES = 2 + (4 + 4) * 2;

/** Rows of two integer columns in COPY's binary format: PostgreSQL reads them without parsing text. `pairs`: a, b, a, b, … */
export function* pairBuffers(pairs: Int32Array): Generator<Buffer> {
  yield SIGNATURE;
  const rowsPerBuffer = Math.floor(CHUNK_BYTES / PAIR_BYTES);
  for (let from = 0; from < pairs.length; from += rowsPerBuffer * 2) {
    const chunk = pairs.subarray(from, from + rowsPerBuffer * 2);
    const buffer = Buffer.allocUnsafe((chunk.length / 2) * PAIR_BYTES);
    for (let i = 0, at = 0; i < chunk.length; i += 2) {
      at = buffer.writeInt16BE(2, at);
      at = buffer.writeInt32BE(4, at);
      at = buffer.writeInt32BE(chunk[i] as number, at);
      at = buffer.writeInt32BE(4, at);
      at = buffer.writeInt32BE(chunk[i + 1] as number, at);
    }
    yield buffer;
  }
  yield TRAILER;
}
