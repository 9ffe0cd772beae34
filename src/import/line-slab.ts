import { NO_LINE, type PackedLines, type Span } from "./packed-rows.js";

const FIRST_BYTES = 1 << 16;
/** UTF-8 of one of JavaScript's characters. */
const BYTES_A_CHARACTER = 3;

/** Lines one after another as bytes: text that waits for the end of its page costs the collector more than all the rest of reading it. */
export class LineSlab {
  /** Never a piece of the pool that Node's small buffers share: the whole is handed to another thread. */
  private buffer: Buffer<ArrayBuffer>;
  private length = 0;

  constructor(bytes = FIRST_BYTES) {
    this.buffer = Buffer.from(new ArrayBuffer(bytes));
  }

  add(line: string | null): Span {
    if (line === null) return NO_LINE;
    const from = this.length;
    const most = from + line.length * BYTES_A_CHARACTER;
    if (most > this.buffer.length) this.grow(Math.max(most, this.buffer.length * 2));
    this.length += this.buffer.write(line, from);
    return [from, this.length];
  }

  /** Ends the slab. */
  packed(spans: readonly Span[]): PackedLines {
    const bytes = new Uint8Array(this.buffer.buffer, 0, this.length);
    return { bytes, starts: Uint32Array.from(spans, ([from]) => from), ends: Uint32Array.from(spans, ([, to]) => to) };
  }

  /** Gives the old bytes back at once: the collector, who sees but a small object, would let them lie. */
  private grow(bytes: number): void {
    this.buffer = Buffer.from(this.buffer.buffer.transfer(bytes));
  }
}
