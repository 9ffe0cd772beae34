import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { TimeSlice } from "./time-slice.js";

/** "PGCOPY", flags and an empty header extension. */
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const WRITE_BYTES = 65_536;

/** The fields of one row of a binary COPY, valid until the next one. */
export class CopyRow {
  buffer: Buffer = HEADER;
  readonly starts: number[] = [];
  /** -1 for null. */
  readonly lengths: number[] = [];

  isNull(field: number): boolean {
    return this.lengths[field] === -1;
  }

  int(field: number): number {
    return this.buffer.readInt32BE(this.start(field));
  }

  intOrNull(field: number): number | null {
    return this.isNull(field) ? null : this.int(field);
  }

  /** A bigint column whose values stay below 2^53. */
  long(field: number): number {
    return Number(this.buffer.readBigInt64BE(this.start(field)));
  }

  bool(field: number): boolean {
    return this.buffer[this.start(field)] === 1;
  }

  text(field: number): string {
    return this.buffer.toString("latin1", this.start(field), this.start(field) + (this.lengths[field] as number));
  }

  /** A copy with memory of its own. */
  bytes(field: number): ArrayBuffer {
    return Uint8Array.prototype.slice.call(this.buffer, this.start(field), this.start(field) + (this.lengths[field] as number))
      .buffer as ArrayBuffer;
  }

  private start(field: number): number {
    return this.starts[field] as number;
  }
}

/**
 * Streams the rows of a query in COPY's binary form: no text to parse, one piece of the network's in memory at a time, and the event
 * loop turns every few of them. Text fields must be ASCII. `query` takes no parameters, so only numbers may be written into it.
 */
export async function readCopy(client: PoolClient, query: string, onRow: (row: CopyRow) => void): Promise<void> {
  const row = new CopyRow();
  let rest: Buffer = Buffer.alloc(0);
  let headerSeen = false;
  const slice = new TimeSlice();
  for await (const piece of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
    // To have taken a piece of 64 KiB to messages costs more than its rows do: five milliseconds where they are short.
    if (slice.isOver()) await slice.next();
    row.buffer = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    let at = 0;
    if (!headerSeen) {
      if (row.buffer.length < HEADER.length) {
        rest = row.buffer;
        continue;
      }
      headerSeen = true;
      at = HEADER.length;
    }
    for (let next = readRow(row, at); next > 0; next = readRow(row, at)) {
      onRow(row);
      at = next;
    }
    rest = row.buffer.subarray(at);
    // A socket gives up to 2 MB before the event loop turns: a hundred thousand rows.
    if (slice.isOver()) await slice.next();
  }
  if (rest.length !== TRAILER.length) throw new Error("PostgreSQL ended a COPY in the middle of a row");
}

/** Finds the fields of the row at `at`; gives the place after it, or 0 if it is not there in full. */
function readRow(row: CopyRow, at: number): number {
  const { buffer } = row;
  if (at + 2 > buffer.length) return 0;
  const fields = buffer.readInt16BE(at);
  let next = at + 2;
  if (fields < 0) return 0;
  for (let field = 0; field < fields; field++) {
    if (next + 4 > buffer.length) return 0;
    const length = buffer.readInt32BE(next);
    row.starts[field] = next + 4;
    row.lengths[field] = length;
    next += 4 + Math.max(0, length);
  }
  return next <= buffer.length ? next : 0;
}

/** Writes rows in COPY's binary form into one buffer after the other. */
export class CopyWriter {
  private buffer = Buffer.allocUnsafe(WRITE_BYTES);
  private length = HEADER.copy(this.buffer);

  begin(fields: number): void {
    this.room(2);
    this.length = this.buffer.writeInt16BE(fields, this.length);
  }

  int(value: number): void {
    this.room(8);
    this.length = this.buffer.writeInt32BE(4, this.length);
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  long(value: number): void {
    this.room(12);
    this.length = this.buffer.writeInt32BE(8, this.length);
    this.length = this.buffer.writeBigInt64BE(BigInt(value), this.length);
  }

  text(value: string): void {
    this.bytes(Buffer.from(value, "utf8"));
  }

  bytes(value: Uint8Array): void {
    this.room(4 + value.length);
    this.length = this.buffer.writeInt32BE(value.length, this.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  get isFull(): boolean {
    return this.length >= WRITE_BYTES;
  }

  /** What was written since the last time, to be sent; with `end`, the rows end here. */
  take(end = false): Buffer {
    if (end) {
      this.room(TRAILER.length);
      this.length += TRAILER.copy(this.buffer, this.length);
    }
    const piece = this.buffer.subarray(0, this.length);
    this.buffer = Buffer.allocUnsafe(WRITE_BYTES);
    this.length = 0;
    return piece;
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(this.length + bytes + WRITE_BYTES);
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** Streams `items` into a table; `target` is the table with its columns, `write` writes one row with a field for each. */
export async function writeCopy<T>(
  client: PoolClient,
  target: string,
  items: Iterable<T>,
  write: (writer: CopyWriter, item: T) => void,
): Promise<void> {
  await pipeline(
    Readable.from(pieces(items, write), { objectMode: false }),
    client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`)),
  );
}

async function* pieces<T>(items: Iterable<T>, write: (writer: CopyWriter, item: T) => void): AsyncGenerator<Buffer> {
  const writer = new CopyWriter();
  const slice = new TimeSlice();
  for (const item of items) {
    write(writer, item);
    if (!writer.isFull) continue;
    yield writer.take();
    if (slice.isOver()) await slice.next();
  }
  yield writer.take(true);
}
