import { CHUNK_SIZE } from "../../ordinal-set.js";
import { CHUNK_WORDS, listBits } from "./chunk.js";

/** Ordinals, in bitmaps: a quarter of ten million users would take a second to sort. */
export class UserSet {
  size = 0;
  private readonly words: (Uint32Array | undefined)[] = [];

  add(ordinals: Uint32Array): void {
    for (const ordinal of ordinals) {
      const index = Math.floor(ordinal / CHUNK_SIZE);
      let words = this.words[index];
      if (!words) {
        words = new Uint32Array(CHUNK_WORDS);
        this.words[index] = words;
      }
      const low = ordinal % CHUNK_SIZE;
      const word = words[low >>> 5] as number;
      if ((word >>> (low & 31)) & 1) continue;
      words[low >>> 5] = word | (1 << (low & 31));
      this.size += 1;
    }
  }

  /** Ascending, as are the members of each. */
  *chunks(): Generator<[index: number, lows: Uint16Array]> {
    for (const [index, words] of this.words.entries()) if (words) yield [index, listBits(words, CHUNK_SIZE)];
  }
}
