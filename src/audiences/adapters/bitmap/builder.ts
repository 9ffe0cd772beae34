import { CHUNK_BITS, CHUNK_SIZE } from "../../ordinal-set.js";
import { Bitmaps, type Column, columnOf } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk, chunkOf, chunkOfBits, DENSE_FROM, setBits } from "./chunk.js";
import type { TimeSlice } from "./time-slice.js";

/** Counts the bytes of what is being built. */
interface Meter {
  bytes: number;
}

/** Takes ordinals in any order, repeats included, and becomes a column. */
export class ColumnBuilder {
  private readonly chunks: ChunkBuilder[] = [];

  constructor(private readonly meter: Meter) {}

  add(ordinal: number): void {
    const index = ordinal >>> CHUNK_BITS;
    let chunk = this.chunks[index];
    if (!chunk) {
      chunk = new ChunkBuilder(this.meter);
      this.chunks[index] = chunk;
    }
    chunk.add(ordinal & (CHUNK_SIZE - 1));
  }

  has(ordinal: number): boolean {
    return this.chunks[ordinal >>> CHUNK_BITS]?.has(ordinal & (CHUNK_SIZE - 1)) ?? false;
  }

  finish(position: number): Column {
    return columnOf(Array.from(this.chunks, (chunk) => chunk?.finish(position)));
  }
}

/** A list until it is long enough to be a bitmap: memory while building is about that of the result. */
class ChunkBuilder {
  private list: Uint16Array | null = new Uint16Array(16);
  private length = 0;
  private last = -1;
  /** Whether every member came after a smaller one, as they mostly do: nothing is left to sort then. */
  private ascending = true;
  private words = new Uint32Array(0);

  constructor(private readonly meter: Meter) {}

  add(low: number): void {
    if (this.list && this.length === this.list.length) this.grow(this.list);
    if (this.list) {
      this.list[this.length++] = low;
      this.ascending &&= low > this.last;
      this.last = low;
    } else this.words[low >>> 5] = (this.words[low >>> 5] as number) | (1 << (low & 31));
  }

  has(low: number): boolean {
    return this.list ? this.list.subarray(0, this.length).includes(low) : (((this.words[low >>> 5] as number) >>> (low & 31)) & 1) === 1;
  }

  finish(position: number): Chunk {
    if (this.list) {
      const list = this.list.slice(0, this.length);
      return chunkOf(this.ascending ? list : Uint16Array.from(new Set(list)).sort(), position);
    }
    return chunkOfBits(this.words, countBits(this.words), position);
  }

  private grow(list: Uint16Array): void {
    if (list.length < DENSE_FROM) {
      this.list = new Uint16Array(list.length * 2);
      this.list.set(list);
      this.meter.bytes += list.byteLength;
      return;
    }
    this.list = null;
    this.words = new Uint32Array(CHUNK_WORDS);
    setBits(this.words, list);
    this.meter.bytes += this.words.byteLength - list.byteLength;
  }
}

function countBits(words: Uint32Array): number {
  let count = 0;
  for (let word of words) {
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Builds all bitmaps of a tenant from rows in any order. */
export class BitmapsBuilder {
  private readonly columns = new Map<string, ColumnBuilder>();
  private readonly meter: Meter = { bytes: 0 };

  /** Bytes so far, small lists apart. */
  get byteLength(): number {
    return this.meter.bytes;
  }

  column(key: string): ColumnBuilder {
    let column = this.columns.get(key);
    if (!column) {
      column = new ColumnBuilder(this.meter);
      this.columns.set(key, column);
    }
    return column;
  }

  async finish(position: number, slice: TimeSlice): Promise<Bitmaps> {
    const columns = new Map<string, Column>();
    for (const [key, column] of this.columns) {
      columns.set(key, column.finish(position));
      if (slice.isOver()) await slice.next();
    }
    return new Bitmaps(position, { storedAt: null }, columns);
  }
}
