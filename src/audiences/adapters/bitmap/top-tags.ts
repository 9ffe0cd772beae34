import type { AnswerChunk, Bitmaps, TagColumn } from "./bitmaps.js";
import { includes } from "./chunk.js";
import type { Slots } from "./slots.js";
import type { TimeSlice } from "./time-slice.js";

export interface TagCount {
  tagId: number;
  count: number;
}

const ANSWER = 0;
const TAG = 1;

/**
 * The tags most carried by the users of an answer (`chunks[i]` covers ordinals from i × 65,536), most first, ties by id; tags
 * nobody of them carries are left out. A tag is given up as soon as even all users still to be counted could not bring it
 * among the first `limit`.
 */
export async function topTags(
  chunks: readonly (AnswerChunk | undefined)[],
  bitmaps: Bitmaps,
  limit: number,
  slots: Slots,
  slice: TimeSlice,
): Promise<TagCount[]> {
  const size = chunks.reduce((sum, chunk) => sum + (chunk?.cardinality ?? 0), 0);
  const top: TagCount[] = [];
  for (const tag of size > 0 && limit > 0 ? bitmaps.tagColumns() : []) {
    const last = top.length === limit ? top.at(-1) : undefined;
    // Tags come commonest first: none of those that follow can do better.
    if (last && Math.min(tag.column.cardinality, size) < last.count) break;
    if (slice.isOver()) await slice.next();
    slots.reserve(2);
    const count = countWithin(tag, chunks, slots, last?.count ?? 1);
    if (count === 0 || (last && (count < last.count || (count === last.count && tag.tagId > last.tagId)))) continue;
    top.push({ tagId: tag.tagId, count });
    top.sort((a, b) => b.count - a.count || a.tagId - b.tagId);
    if (top.length > limit) top.pop();
  }
  return top;
}

/** Users of the answer with the tag; 0 as soon as there are surely fewer than `atLeast`. */
function countWithin(tag: TagColumn, chunks: readonly (AnswerChunk | undefined)[], slots: Slots, atLeast: number): number {
  const { column } = tag;
  let possible = 0;
  for (let i = 0; i < chunks.length; i++) possible += Math.min(chunks[i]?.cardinality ?? 0, column.chunks[i]?.cardinality ?? 0);
  let count = 0;
  for (let i = 0; i < chunks.length; i++) {
    if (possible < atLeast) return 0;
    const answer = chunks[i];
    const carriers = column.chunks[i];
    if (!answer || !carriers || carriers.cardinality === 0) continue;
    const both = countBoth(answer, carriers, slots);
    possible += both - Math.min(answer.cardinality, carriers.cardinality);
    count += both;
  }
  return count;
}

function countBoth(a: AnswerChunk, b: AnswerChunk, slots: Slots): number {
  if (a.members instanceof Uint32Array && b.members instanceof Uint32Array) {
    slots.load(ANSWER, a.members);
    slots.load(TAG, b.members);
    return slots.andCount(ANSWER, TAG);
  }
  if (a.members instanceof Uint16Array && b.members instanceof Uint16Array) return countCommon(a.members, b.members);
  return a.members instanceof Uint16Array ? countSet(a.members, b.members) : countSet(b.members as Uint16Array, a.members);
}

function countSet(lows: Uint16Array, words: Uint32Array | Uint16Array): number {
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
