import { CHUNK_SIZE } from "../../ordinal-set.js";

/** 32-bit words of one chunk's bitmap. */
export const CHUNK_WORDS = CHUNK_SIZE / 32;

/**
 * From this many users on (1.6 %) a chunk is a bitmap. A list would be smaller up to 4,096, but testing its members one by
 * one costs more than a whole bitmap's AND from about 500 on, and 300 bitmaps of a million users are 38 MB at the worst.
 */
export const DENSE_FROM = 1_024;

/** A bitmap of CHUNK_WORDS words, or an ascending list. */
export type Members = Uint16Array | Uint32Array;

/** 65,536 users of one attribute; never changed once made. */
export interface Chunk {
  readonly members: Members;
  readonly cardinality: number;
  /** Position of the first bitmaps it stood in: it is the same in all of the lineage since then. */
  readonly changedAt: number;
}

export function emptyChunk(changedAt: number): Chunk {
  return { members: new Uint16Array(0), cardinality: 0, changedAt };
}

/** From an ascending list without repeats. */
export function chunkOf(lows: Uint16Array, changedAt: number): Chunk {
  if (lows.length < DENSE_FROM) return { members: lows, cardinality: lows.length, changedAt };
  const words = new Uint32Array(CHUNK_WORDS);
  setBits(words, lows);
  return { members: words, cardinality: lows.length, changedAt };
}

/** From a bitmap, which the chunk keeps. */
export function chunkOfBits(words: Uint32Array, cardinality: number, changedAt: number): Chunk {
  if (cardinality >= DENSE_FROM) return { members: words, cardinality, changedAt };
  return { members: listBits(words, cardinality), cardinality, changedAt };
}

/** The chunk with `added` and without `removed` (ascending lists, no member in both); `added` must be absent, `removed` present. */
export function patchChunk(chunk: Chunk, added: Uint16Array, removed: Uint16Array, changedAt: number): Chunk {
  const cardinality = chunk.cardinality + added.length - removed.length;
  if (chunk.members instanceof Uint16Array) return chunkOf(union(difference(chunk.members, removed), added), changedAt);
  const words = chunk.members.slice();
  setBits(words, added);
  clearBits(words, removed);
  return chunkOfBits(words, cardinality, changedAt);
}

/** Those of `lows` (ascending) that are in the chunk. */
export function membersAmong(chunk: Chunk, lows: Uint16Array): Uint16Array {
  const { members } = chunk;
  if (members instanceof Uint32Array) return sift(lows, (low) => (((members[low >>> 5] as number) >>> (low & 31)) & 1) === 1);
  return members.length < lows.length ? sift(members, (low) => includes(lows, low)) : sift(lows, (low) => includes(members, low));
}

/** `filter` of typed arrays takes ten times as long. */
function sift(list: Uint16Array, keep: (low: number) => boolean): Uint16Array {
  const out = new Uint16Array(list.length);
  let filled = 0;
  for (let i = 0; i < list.length; i++) {
    const low = list[i] as number;
    if (keep(low)) out[filled++] = low;
  }
  return filled === out.length ? out : out.slice(0, filled);
}

export function union(a: Uint16Array, b: Uint16Array): Uint16Array {
  if (b.length === 0) return a;
  const out = new Uint16Array(a.length + b.length);
  let filled = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] as number;
    const right = b[j] as number;
    out[filled++] = Math.min(left, right);
    if (left <= right) i++;
    if (right <= left) j++;
  }
  while (i < a.length) out[filled++] = a[i++] as number;
  while (j < b.length) out[filled++] = b[j++] as number;
  return out.slice(0, filled);
}

export function difference(a: Uint16Array, b: Uint16Array): Uint16Array {
  return b.length === 0 ? a : sift(a, (low) => !includes(b, low));
}

/** Whether an ascending list holds `low`. */
export function includes(list: Uint16Array, low: number): boolean {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((list[middle] as number) < low) from = middle + 1;
    else to = middle;
  }
  return list[from] === low;
}

export function setBits(words: Uint32Array, lows: Uint16Array): void {
  for (let i = 0; i < lows.length; i++) {
    const low = lows[i] as number;
    words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
  }
}

export function clearBits(words: Uint32Array, lows: Uint16Array): void {
  for (let i = 0; i < lows.length; i++) {
    const low = lows[i] as number;
    words[low >>> 5] = (words[low >>> 5] as number) & ~(1 << (low & 31));
  }
}

/** The first `limit` members of a bitmap that are at least `from`, ascending. */
export function listBits(words: Uint32Array, limit: number, from = 0): Uint16Array {
  const out = new Uint16Array(Math.min(limit, CHUNK_SIZE));
  let filled = 0;
  for (let w = from >>> 5; w < words.length && filled < out.length; w++) {
    let word = words[w] as number;
    if (w === from >>> 5) word &= -1 << (from & 31);
    for (; word !== 0 && filled < out.length; word &= word - 1) out[filled++] = w * 32 + 31 - Math.clz32(word & -word);
  }
  return filled === out.length ? out : out.slice(0, filled);
}
