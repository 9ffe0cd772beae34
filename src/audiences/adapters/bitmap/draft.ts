import { CHUNK_SIZE } from "../../ordinal-set.js";
import { Bitmaps, type Column, columnOf, EXISTS, splitByChunk } from "./bitmaps.js";
import { type Chunk, difference, emptyChunk, membersAmong, patchChunk } from "./chunk.js";
import type { TimeSlice } from "./time-slice.js";

const NOBODY = new Uint16Array(0);

/** The next Bitmaps in the making. Chunks that do not change stay the very same objects; those that do are new. */
export class BitmapsDraft {
  private readonly touched = new Map<string, (Chunk | undefined)[]>();
  private readonly columns: Map<string, Column>;

  /** @param position where in the log the finished Bitmaps will stand */
  constructor(
    private readonly base: Bitmaps,
    private readonly position: number,
  ) {
    this.columns = new Map(base.columns);
  }

  add(key: string, ordinals: ArrayLike<number>): void {
    for (const [index, lows] of splitByChunk(ordinals)) {
      const chunk = this.chunks(key)[index];
      this.change(key, index, chunk ? difference(lows, membersAmong(chunk, lows)) : lows, NOBODY);
    }
  }

  remove(key: string, ordinals: ArrayLike<number>): void {
    for (const [index, lows] of splitByChunk(ordinals)) {
      const chunk = this.chunks(key)[index];
      if (chunk) this.change(key, index, NOBODY, membersAmong(chunk, lows));
    }
  }

  /** Empties a column. Its chunks stay as empty ones, so that a stored snapshot learns of it. */
  drop(key: string): void {
    const gone = emptyChunk(this.position);
    this.touched.set(
      key,
      this.chunks(key).map((chunk) => chunk && gone),
    );
  }

  /** Those of the ordinals whose users are there and not DELETED. */
  existing(ordinals: ArrayLike<number>): number[] {
    const out: number[] = [];
    for (const [index, lows] of splitByChunk(ordinals)) {
      const chunk = this.chunks(EXISTS)[index];
      if (chunk) for (const low of membersAmong(chunk, lows)) out.push(index * CHUNK_SIZE + low);
    }
    return out;
  }

  /**
   * Puts the users `lows` of one chunk (ascending) into exactly the columns of `wanted`, where each lists some of them (ascending), and
   * takes them out of all others.
   */
  async replace(index: number, lows: Uint16Array, wanted: ReadonlyMap<string, readonly number[]>, slice: TimeSlice): Promise<void> {
    for (const key of new Set([...this.columns.keys(), ...this.touched.keys(), ...wanted.keys()])) {
      if (slice.isOver()) await slice.next();
      const inside = Uint16Array.from(wanted.get(key) ?? []);
      const chunk = this.chunks(key)[index];
      if (!chunk && inside.length === 0) continue;
      const before = chunk ? membersAmong(chunk, lows) : NOBODY;
      this.change(key, index, difference(inside, before), difference(before, inside));
    }
  }

  finish(): Bitmaps {
    for (const [key, chunks] of this.touched) this.columns.set(key, columnOf(chunks));
    return new Bitmaps(this.position, this.base.lineage, this.columns);
  }

  /** `added` must be absent, `removed` present. */
  private change(key: string, index: number, added: Uint16Array, removed: Uint16Array): void {
    if (added.length === 0 && removed.length === 0) return;
    this.own(key)[index] = patchChunk(this.chunks(key)[index] ?? emptyChunk(this.position), added, removed, this.position);
  }

  private chunks(key: string): readonly (Chunk | undefined)[] {
    return this.touched.get(key) ?? this.columns.get(key)?.chunks ?? [];
  }

  private own(key: string): (Chunk | undefined)[] {
    let chunks = this.touched.get(key);
    if (!chunks) {
      chunks = [...this.chunks(key)];
      this.touched.set(key, chunks);
    }
    return chunks;
  }
}
