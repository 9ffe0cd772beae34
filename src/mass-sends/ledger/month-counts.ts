import { CHUNK_SIZE, OrdinalSet } from "../../audiences/index.js";

const WORDS = CHUNK_SIZE / 32;

/**
 * A number for each user, as bits: plane k of a chunk holds bit k of the numbers of its 65,536 users. Adding a set is an addition with
 * carry over whole words, so a million users cost some 16 × 2,048 words (0.1 ms), and one who got three mass sends takes two bits.
 * A copy shares what neither of the two changes afterwards.
 */
export class MonthCounts {
  private readonly own = new Set<number>();

  private constructor(private readonly chunks: Map<number, Uint32Array[]>) {}

  static empty(): MonthCounts {
    return new MonthCounts(new Map());
  }

  /** The original must not be changed any more. */
  copy(): MonthCounts {
    return new MonthCounts(new Map(this.chunks));
  }

  /** One more for each member. */
  add(set: OrdinalSet): void {
    for (const { chunk, members } of set.parts()) carry(this.planes(chunk), bitsOf(members), true);
  }

  /** One less for each member; RangeError where one has none. */
  subtract(set: OrdinalSet): void {
    for (const { chunk, members } of set.parts()) carry(this.planes(chunk), bitsOf(members), false);
  }

  /** Who has at least `n` (from 1). */
  atLeast(n: number): OrdinalSet {
    const chunks = [...this.chunks].sort(([a], [b]) => a - b).map(([chunk, planes]) => ({ chunk, members: above(planes, n - 1) }));
    return OrdinalSet.fromChunks(chunks.map((one) => ({ ...one, cardinality: cardinalityOf(one.members) })));
  }

  of(ordinal: number): number {
    const low = ordinal % CHUNK_SIZE;
    const planes = this.chunks.get(Math.floor(ordinal / CHUNK_SIZE)) ?? [];
    return planes.reduce((sum, words, bit) => sum + ((((words[low >>> 5] as number) >>> (low & 31)) & 1) << bit), 0);
  }

  private planes(chunk: number): Uint32Array[] {
    const known = this.chunks.get(chunk) ?? [];
    if (this.own.has(chunk)) return known;
    const planes = known.map((words) => words.slice());
    this.chunks.set(chunk, planes);
    this.own.add(chunk);
    return planes;
  }
}

/** A bitmap that may be written to. */
function bitsOf(members: Uint16Array | Uint32Array): Uint32Array {
  if (members instanceof Uint32Array) return members.slice();
  const words = new Uint32Array(WORDS);
  for (const low of members) words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
  return words;
}

/** Adds or takes away one where `moving` has a bit, which is used up: what is carried (or borrowed) goes on to the next plane. */
function carry(planes: Uint32Array[], moving: Uint32Array, adds: boolean): void {
  for (let bit = 0, left = 1; left !== 0; bit++) {
    let plane = planes[bit];
    if (!plane) {
      if (!adds) throw new RangeError("more is taken away than was added");
      plane = new Uint32Array(WORDS);
      planes.push(plane);
    }
    left = 0;
    for (let w = 0; w < WORDS; w++) {
      const move = moving[w] as number;
      if (move === 0) continue;
      const before = plane[w] as number;
      plane[w] = before ^ move;
      const next = (adds ? before : ~before) & move;
      moving[w] = next;
      left |= next;
    }
  }
}

/** Whose number is larger than `value`: from the lowest bit up, a bit that `value` has must be there too, another one suffices. */
function above(planes: readonly Uint32Array[], value: number): Uint32Array {
  const found = new Uint32Array(WORDS);
  const bits = Math.max(planes.length, 32 - Math.clz32(value));
  for (let bit = 0; bit < bits; bit++) {
    const plane = planes[bit];
    const needed = ((value >>> bit) & 1) === 1;
    if (!plane && needed) found.fill(0);
    if (!plane) continue;
    for (let w = 0; w < WORDS; w++) {
      const [so, set] = [found[w] as number, plane[w] as number];
      found[w] = needed ? so & set : so | set;
    }
  }
  return found;
}

function cardinalityOf(words: Uint32Array): number {
  let count = 0;
  for (const word of words) {
    let v = word - ((word >>> 1) & 0x55555555);
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    count += (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return count;
}
