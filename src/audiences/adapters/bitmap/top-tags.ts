import type { AnswerChunk, Column, ColumnSource } from "./bitmaps.js";
import { countSet } from "./chunk-tags.js";
import type { Slots } from "./slots.js";
import type { TimeSlice } from "./time-slice.js";

export interface TagCount {
  tagId: number;
  count: number;
}

const TAG = 0;
const FIRST_ANSWER = 1;

/** Of an answer: a chunk that holds anybody. */
interface Filled {
  index: number;
  chunk: AnswerChunk;
}

/** One whose bitmap stands in a slot while tags are counted. */
interface Piece extends Filled {
  slot: number;
}

/**
 * The tags most carried by the users of an answer (`chunks[i]` covers ordinals from i × 65,536), most first, ties by id; tags
 * nobody of them carries are left out.
 *
 * Where few of a chunk are in the answer, all tags are counted there at once: to give one up early would save next to nothing. The rest
 * goes tag by tag, the commonest first. The smallest count among the best so far is a bar: a tag is given up as soon as even all the
 * users still to be counted could not lift it there. One tag after the other, so that the bar rises as early as it can.
 */
export async function topTags(
  chunks: readonly (AnswerChunk | undefined)[],
  source: ColumnSource,
  limit: number,
  slots: Slots,
  slice: TimeSlice,
): Promise<TagCount[]> {
  const filled = chunks.flatMap((chunk, index) => (chunk && chunk.cardinality > 0 ? { index, chunk } : []));
  const size = filled.reduce((sum, { chunk }) => sum + chunk.cardinality, 0);
  if (size === 0 || limit === 0) return [];
  const best = new Best(limit);
  const { known, rest } = await countFew(filled, source, slots, slice);
  if (rest.length > 0) await countRest({ size, known, rest }, source, best, slots, slice);
  else for (const [tagId, count] of known) best.add(tagId, count);
  return best.tags;
}

async function countRest(
  { size, known, rest }: { size: number; known: ReadonlyMap<number, number>; rest: readonly Filled[] },
  source: ColumnSource,
  best: Best,
  slots: Slots,
  slice: TimeSlice,
): Promise<void> {
  const pieces = rest.map((piece, i) => ({ ...piece, slot: FIRST_ANSWER + i }));
  const tags = await source.tagSizes();
  for (let from = 0; from < tags.length; from += source.readAtOnce) {
    const some = tags.slice(from, from + source.readAtOnce);
    // Tags come commonest first: where one has no hope, none after it has.
    if (Math.min(some[0]?.atMost ?? 0, size) < best.bar) break;
    const columns = await source.read(some.map(({ key }) => key));
    load(pieces, slots);
    for (const { tagId, key, atMost } of some) {
      if (Math.min(atMost, size) < best.bar) break;
      const column = columns.get(key);
      if (column) best.add(tagId, countTag(pieces, column, known.get(tagId) ?? 0, best.bar, slots));
      if (!slice.isOver()) continue;
      await slice.next();
      load(pieces, slots);
    }
  }
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

/** All tags of the chunks of which the answer holds few, and the chunks that are left. */
async function countFew(
  filled: readonly Filled[],
  source: ColumnSource,
  slots: Slots,
  slice: TimeSlice,
): Promise<{ known: ReadonlyMap<number, number>; rest: readonly Filled[] }> {
  const known = new Map<number, number>();
  if (!source.chunkTags) return { known, rest: filled };
  const rest: Filled[] = [];
  for (const piece of filled) {
    const { members } = piece.chunk;
    if (members instanceof Uint32Array) {
      rest.push(piece);
      continue;
    }
    source.chunkTags(piece.index).count(members, known, slots);
    if (slice.isOver()) await slice.next();
  }
  return { known, rest };
}

/** Once more after each pause: other evaluations use the same slots. */
function load(pieces: readonly Piece[], slots: Slots): void {
  slots.reserve(FIRST_ANSWER + pieces.length);
  for (const { chunk, slot } of pieces) slots.load(slot, chunk.members);
}

/** How many users of the answer stand in the column, `known` of them elsewhere; any number below `bar` if they are fewer than that. */
function countTag(pieces: readonly Piece[], { chunks }: Column, known: number, bar: number, slots: Slots): number {
  let possible = known;
  for (const { index, chunk } of pieces) possible += Math.min(chunk.cardinality, chunks[index]?.cardinality ?? 0);
  let count = known;
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
  if (b instanceof Uint16Array) return slots.countListed(b, TAG, slot);
  if (a instanceof Uint16Array) return countSet(a, b);
  return slots.andCount(slot, slots.resident(b));
}
