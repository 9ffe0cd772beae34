import { CHUNK_SIZE } from "../../ordinal-set.js";
import { Bitmaps, type Column, columnOf } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk, chunkOf, chunkOfBits, DENSE_FROM } from "./chunk.js";

/** Takes ordinals in any order, repeats included, and becomes a column. */
export class ColumnBuilder {
  private readonly chunks: ChunkBuilder[] = [];

  add(ordinal: number): void {
    const index = Math.floor(ordinal / CHUNK_SIZE);
    let chunk = this.chunks[index];
    if (!chunk) {
      chunk = new ChunkBuilder();
      this.chunks[index] = chunk;
    }
    chunk.add(ordinal % CHUNK_SIZE);
  }

  has(ordinal: number): boolean {
    return this.chunks[Math.floor(ordinal / CHUNK_SIZE)]?.has(ordinal % CHUNK_SIZE) ?? false;
  }

  finish(position: number): Column {
    return columnOf(Array.from(this.chunks, (chunk) => chunk?.finish(position)));
  }
}

/** A list until it is long enough to be a bitmap: memory while building is about that of the result. */
class ChunkBuilder {
  private list: Uint16Array | null = new Uint16Array(16);
  private length = 0;
  private readonly noWords = new Uint32Array(0);
  private words = this.noWords;

  add(low: number): void {
    if (!this.list) {
      this.words[low >>> 5] = (this.words[low >>> 5] as number) | (1 << (low & 31));
      return;
    }
    if (this.length === this.list.length) this.grow(this.list);
    if (this.list) this.list[this.length++] = low;
    else this.add(low);
  }

  has(low: number): boolean {
    return this.list ? this.list.subarray(0, this.length).includes(low) : (((this.words[low >>> 5] as number) >>> (low & 31)) & 1) === 1;
  }

  finish(position: number): Chunk {
    if (this.list) return chunkOf(Uint16Array.from(new Set(this.list.subarray(0, this.length))).sort(), position);
    return chunkOfBits(this.words, countBits(this.words), position);
  }

  private grow(list: Uint16Array): void {
    if (list.length < DENSE_FROM) {
      this.list = new Uint16Array(list.length * 2);
      this.list.set(list);
      return;
    }
    this.list = null;
    this.words = new Uint32Array(CHUNK_WORDS);
    for (const low of list) this.add(low);
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

  column(key: string): ColumnBuilder {
    let column = this.columns.get(key);
    if (!column) {
      column = new ColumnBuilder();
      this.columns.set(key, column);
    }
    return column;
  }

  finish(position: number): Bitmaps {
    return new Bitmaps(position, position, new Map([...this.columns].map(([key, column]) => [key, column.finish(position)])));
  }
}
