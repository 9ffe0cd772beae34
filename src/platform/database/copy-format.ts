/** The two formats of PostgreSQL's COPY … FROM STDIN that seeding writes. */

export type CopyValue = string | number | boolean | Date | null;

/** One line of COPY's text format. */
export function copyLine(values: readonly CopyValue[]): string {
  return `${values.map(copyField).join("\t")}\n`;
}

function copyField(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return value.replace(/[\\\t\n\r]/g, escaped);
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
  let parts: string[] = [];
  let length = 0;
  for (const line of lines) {
    parts.push(line);
    length += line.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.from(parts.join(""));
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.from(parts.join(""));
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
