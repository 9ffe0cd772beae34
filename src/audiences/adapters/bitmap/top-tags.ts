import type { AnswerChunk, Column, ColumnSource } from "./bitmaps.js";
import { includes } from "./chunk.js";
import type { Slots } from "./slots.js";
import type { TimeSlice } from "./time-slice.js";

export interface TagCount {
  tagId: number;
  count: number;
}

const TAG = 0;
const FIRST_ANSWER = 1;

/** Of an answer: the chunks that hold anybody. */
interface Piece {
  index: number;
  chunk: AnswerChunk;
  /** Where its bitmap stands while tags are counted. */
  slot: number;
}

/**
 * The tags most carried by the users of an answer (`chunks[i]` covers ordinals from i × 65,536), most first, ties by id; tags
 * nobody of them carries are left out.
 *
 * Commonest tags are counted first. The smallest count among the best so far is a bar: a tag is given up as soon as even all the
 * users still to be counted could not lift it there. One tag after the other, so that
 * the bar rises as early as it can.
 */
export async function topTags(
  chunks: readonly (AnswerChunk | undefined)[],
  source: ColumnSource,
  limit: number,
  slots: Slots,
  slice: TimeSlice,
): Promise<TagCount[]> {
  const pieces = piecesOf(chunks);
  const size = pieces.reduce((sum, { chunk }) => sum + chunk.cardinality, 0);
  if (size === 0 || limit === 0) return [];
  const tags = await source.tagSizes();
  const best = new Best(limit);
  for (let from = 0; from < tags.length; from += source.readAtOnce) {
    const some = tags.slice(from, from + source.readAtOnce);
    // Tags come commonest first: where one has no hope, none after it has.
    if (Math.min(some[0]?.atMost ?? 0, size) < best.bar) break;
    const columns = await source.read(some.map(({ key }) => key));
    load(pieces, slots);
    for (const { tagId, key, atMost } of some) {
      if (Math.min(atMost, size) < best.bar) break;
      const column = columns.get(key);
      if (column) best.add(tagId, countTag(pieces, column, best.bar, slots));
      if (!slice.isOver()) continue;
      await slice.next();
      load(pieces, slots);
    }
  }
  return best.tags;
}

class Best {
  tags: TagCount[] = [];

  constructor(private readonly limit: number) {}

  /** What a tag must reach to be among them. */
  get bar(): number {
    return this.tags[this.limit - 1]?.count ?? 1;
  }

  add(tagId: number, count: number): void {
    if (count < this.bar) return;
    this.tags.push({ tagId, count });
    this.tags.sort((a, b) => b.count - a.count || a.tagId - b.tagId);
    this.tags = this.tags.slice(0, this.limit);
  }
}

function piecesOf(chunks: readonly (AnswerChunk | undefined)[]): Piece[] {
  const filled = chunks.flatMap((chunk, index) => (chunk && chunk.cardinality > 0 ? { index, chunk } : []));
  return filled.map((piece, i) => ({ ...piece, slot: FIRST_ANSWER + i }));
}

/** Once more after each pause: other evaluations use the same slots. */
function load(pieces: readonly Piece[], slots: Slots): void {
  slots.reserve(FIRST_ANSWER + pieces.length);
  for (const { chunk, slot } of pieces) slots.load(slot, chunk.members);
}

/** How many users of the answer stand in the column; any number below `bar` if they are fewer than that. */
function countTag(pieces: readonly Piece[], { chunks }: Column, bar: number, slots: Slots): number {
  let possible = 0;
  for (const { index, chunk } of pieces) possible += Math.min(chunk.cardinality, chunks[index]?.cardinality ?? 0);
  let count = 0;
  for (const { index, chunk, slot } of pieces) {
    if (possible < bar) return 0;
    const carriers = chunks[index];
    if (!carriers || carriers.cardinality === 0) continue;
    const both = countBoth(chunk, slot, carriers, slots);
    count += both;
    possible += both - Math.min(chunk.cardinality, carriers.cardinality);
  }
  return count;
}

/** Users in both; the answer stands in its slot already, whatever form it has. */
function countBoth(answer: AnswerChunk, slot: number, carriers: AnswerChunk, slots: Slots): number {
  const [a, b] = [answer.members, carriers.members];
  if (b instanceof Uint16Array) {
    return a instanceof Uint16Array && a.length * 16 < b.length ? countAmong(a, b) : slots.countListed(b, TAG, slot);
  }
  if (a instanceof Uint16Array) return countSet(a, b);
  slots.load(TAG, b);
  return slots.andCount(slot, TAG);
}

function countSet(lows: Uint16Array, words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < lows.length; i++) {
    const low = lows[i] as number;
    count += ((words[low >>> 5] as number) >>> (low & 31)) & 1;
  }
  return count;
}

/** Members of a short list that are in a much longer one. */
function countAmong(short: Uint16Array, long: Uint16Array): number {
  let count = 0;
  for (let i = 0; i < short.length; i++) count += includes(long, short[i] as number) ? 1 : 0;
  return count;
}
