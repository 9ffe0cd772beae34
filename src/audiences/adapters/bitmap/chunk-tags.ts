import type { ListedTags } from "./listed-tags.js";
import type { Slots } from "./slots.js";

/** From so many users on the whole bitmaps' AND is quicker than to look each of them up. */
const MANY = 256;
const ASKED = 0;

/** Of one chunk: a tag that many carry there. */
export interface TagBitmap {
  tagId: number;
  words: Uint32Array;
}

/** Who carries which tag in one chunk, for those who ask about a few users and all tags. */
export class ChunkTags {
  constructor(
    private readonly listed: ListedTags,
    private readonly bitmaps: readonly TagBitmap[],
  ) {}

  /** What it takes beside the chunks themselves. */
  get byteLength(): number {
    return this.listed.byteLength;
  }

  /** Adds to `counts`, tag by tag, how many of these users carry it. */
  count(lows: Uint16Array, counts: Map<number, number>, slots: Slots): void {
    this.listed.count(lows, counts);
    const many = lows.length >= MANY;
    slots.reserve(ASKED + 1);
    if (many) slots.load(ASKED, lows);
    for (const { tagId, words } of this.bitmaps) {
      const times = many ? slots.andCount(ASKED, slots.resident(words)) : countSet(lows, words);
      if (times > 0) counts.set(tagId, (counts.get(tagId) ?? 0) + times);
    }
  }
}

/** How many of `lows` are bits set in `words`. */
export function countSet(lows: Uint16Array, words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < lows.length; i++) {
    const low = lows[i] as number;
    count += ((words[low >>> 5] as number) >>> (low & 31)) & 1;
  }
  return count;
}
