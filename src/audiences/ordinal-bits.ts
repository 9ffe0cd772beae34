import { CHUNK_BITS, CHUNK_SIZE, OrdinalSet } from "./ordinal-set.js";

const WORDS = CHUNK_SIZE / 32;

/** A set of ordinals that grows and shrinks: 8 kB for each 65,536 users of whom there is one in it. */
export class OrdinalBits {
  private readonly chunks = new Map<number, Uint32Array>();

  add(ordinals: Iterable<number>): void {
    for (const ordinal of ordinals) {
      const words = this.chunkOf(ordinal);
      const at = (ordinal & (CHUNK_SIZE - 1)) >>> 5;
      words[at] = (words[at] as number) | (1 << (ordinal & 31));
    }
  }

  /** In becomes out, out becomes in. */
  toggle(ordinals: Iterable<number>): void {
    for (const ordinal of ordinals) {
      const words = this.chunkOf(ordinal);
      const at = (ordinal & (CHUNK_SIZE - 1)) >>> 5;
      words[at] = (words[at] as number) ^ (1 << (ordinal & 31));
    }
  }

  has(ordinal: number): boolean {
    const words = this.chunks.get(ordinal >>> CHUNK_BITS);
    return words !== undefined && ((words[(ordinal & (CHUNK_SIZE - 1)) >>> 5] as number) & (1 << (ordinal & 31))) !== 0;
  }

  /** Shares its memory: to be asked for when the set is complete. */
  toSet(): OrdinalSet {
    const chunks = [...this.chunks].sort(([a], [b]) => a - b);
    return OrdinalSet.fromChunks(chunks.map(([chunk, members]) => ({ chunk, members, cardinality: cardinalityOf(members) })));
  }

  private chunkOf(ordinal: number): Uint32Array {
    const index = ordinal >>> CHUNK_BITS;
    let words = this.chunks.get(index);
    if (words === undefined) {
      words = new Uint32Array(WORDS);
      this.chunks.set(index, words);
    }
    return words;
  }
}

function cardinalityOf(words: Uint32Array): number {
  let count = 0;
  for (let word of words) for (; word !== 0; word &= word - 1) count += 1;
  return count;
}
