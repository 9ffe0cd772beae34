import { type AnswerChunk, type Column, type ColumnSource, type TagSize, tagKey } from "./bitmaps.js";
import { includes } from "./chunk.js";
import type { Slots } from "./slots.js";
import type { TimeSlice } from "./time-slice.js";

export interface TagCount {
  tagId: number;
  count: number;
}

const ANSWER = 0;
const TAG = 1;

type Chunks = readonly (AnswerChunk | undefined)[];

/** A tag while it is being counted: `count` users so far, `possible` at the most. */
interface Candidate {
  tagId: number;
  column: Column;
  count: number;
  possible: number;
}

/**
 * The tags most carried by the users of an answer (`chunks[i]` covers ordinals from i × 65,536), most first, ties by id; tags
 * nobody of them carries are left out.
 *
 * The commonest tags of all are counted first. Their smallest count is a bar: a tag is given up as soon as even all the
 * users still to be counted could not lift it there.
 */
export async function topTags(chunks: Chunks, source: ColumnSource, limit: number, slots: Slots, slice: TimeSlice): Promise<TagCount[]> {
  const size = chunks.reduce((sum, chunk) => sum + (chunk?.cardinality ?? 0), 0);
  if (size === 0 || limit === 0) return [];
  const tags = await source.tagSizes();
  let best: Candidate[] = [];
  let to = 0;
  for (let from = 0; from < tags.length; from = to) {
    const bar = best[limit - 1]?.count ?? 1;
    to = Math.min(tags.length, from + (from === 0 ? limit : source.readAtOnce));
    const hopeful = tags.slice(from, to).filter(({ atMost }) => Math.min(atMost, size) >= bar);
    // Tags come commonest first: where one has no hope, none after it has.
    if (hopeful.length === 0) break;
    const columns = await source.read(hopeful.map(({ tagId }) => tagKey(tagId)));
    const counted = await countAll(candidates(hopeful, columns, chunks), chunks, bar, slots, slice);
    best = [...best, ...counted].sort((a, b) => b.count - a.count || a.tagId - b.tagId).slice(0, limit);
  }
  return best.map(({ tagId, count }) => ({ tagId, count }));
}

function candidates(tags: readonly TagSize[], columns: ReadonlyMap<string, Column>, chunks: Chunks): Candidate[] {
  return tags.flatMap(({ tagId }) => {
    const column = columns.get(tagKey(tagId));
    if (!column) return [];
    let possible = 0;
    for (let i = 0; i < chunks.length; i++) possible += Math.min(chunks[i]?.cardinality ?? 0, column.chunks[i]?.cardinality ?? 0);
    return { tagId, column, count: 0, possible };
  });
}

/** Counts chunk by chunk, so that the answer's chunk stays in the processor's cache; leaves those with at least `bar`. */
async function countAll(
  candidates: readonly Candidate[],
  chunks: Chunks,
  bar: number,
  slots: Slots,
  slice: TimeSlice,
): Promise<Candidate[]> {
  let left = candidates.filter(({ possible }) => possible >= bar);
  for (let i = 0; i < chunks.length; i++) {
    const answer = chunks[i];
    if (!answer || answer.cardinality === 0) continue;
    if (slice.isOver()) await slice.next();
    slots.reserve(2);
    if (answer.members instanceof Uint32Array) slots.load(ANSWER, answer.members);
    for (const candidate of left) {
      const carriers = candidate.column.chunks[i];
      if (!carriers || carriers.cardinality === 0) continue;
      const both = countBoth(answer, carriers, slots);
      candidate.count += both;
      candidate.possible += both - Math.min(answer.cardinality, carriers.cardinality);
    }
    left = left.filter(({ possible }) => possible >= bar);
  }
  return left;
}

/** Users in both; a bitmap `answer` stands in its slot already. */
function countBoth(answer: AnswerChunk, carriers: AnswerChunk, slots: Slots): number {
  const [a, b] = [answer.members, carriers.members];
  if (a instanceof Uint32Array) {
    if (b instanceof Uint16Array) return slots.countListed(b, TAG, ANSWER);
    slots.load(TAG, b);
    return slots.andCount(ANSWER, TAG);
  }
  return b instanceof Uint16Array ? countCommon(a, b) : countSet(a, b);
}

function countSet(lows: Uint16Array, words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < lows.length; i++) {
    const low = lows[i] as number;
    count += ((words[low >>> 5] as number) >>> (low & 31)) & 1;
  }
  return count;
}

/** Members of both lists. A much shorter one is searched for in the longer one. */
function countCommon(a: Uint16Array, b: Uint16Array): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  let count = 0;
  if (short.length * 16 < long.length) {
    for (let i = 0; i < short.length; i++) count += includes(long, short[i] as number) ? 1 : 0;
    return count;
  }
  for (let i = 0, j = 0; i < short.length && j < long.length; ) {
    const left = short[i] as number;
    const right = long[j] as number;
    if (left === right) count++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return count;
}
