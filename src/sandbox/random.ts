/** Numbers that depend on nothing but their keys (mulberry32 over a mixed start), so that person n of a seed is the same everywhere. */
export class Random {
  private state: number;

  /** `keys`: e.g. seed, person, purpose. Another purpose gives independent numbers, so a new draw for one does not shift the other. */
  constructor(...keys: number[]) {
    this.state = keys.reduce((state, key) => mix(Math.imul(state ^ key, 0x9e3779b1) ^ Math.floor(key / 2 ** 32)), 0x2545f491);
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Draws items in proportion to their weights. */
export class Weighted<T> {
  private readonly upTo: number[] = [];
  private readonly total: number;

  constructor(private readonly items: readonly (readonly [T, number])[]) {
    let sum = 0;
    for (const [, weight] of items) {
      sum += weight;
      this.upTo.push(sum);
    }
    this.total = sum;
    if (!(sum > 0)) throw new Error("nothing to draw from: no weight above 0");
  }

  draw(random: Random): T {
    const at = random.fraction() * this.total;
    let low = 0;
    let high = this.upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.upTo[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return (this.items[low] as readonly [T, number])[0];
  }
}
