/** Sets of follower numbers: bitsets where many, sorted numbers where few. */
export interface PeopleSet {
  readonly size: number;
  has(n: number): boolean;
  /** Ascending. */
  forEach(visit: (n: number) => void): void;
}

const CHUNK_BITS = 16;
const WORDS = 2 ** CHUNK_BITS / 32;

/** A bitset in chunks of 65,536 that exist only where somebody is in them. */
export class PeopleBits implements PeopleSet {
  private readonly chunks = new Map<number, Uint32Array>();
  private lastChunk = -1;
  size = 0;

  static of(people: Iterable<number>): PeopleBits {
    const bits = new PeopleBits();
    for (const n of people) bits.add(n);
    return bits;
  }

  has(n: number): boolean {
    const word = this.chunks.get(n >>> CHUNK_BITS)?.[(n & 0xffff) >>> 5] ?? 0;
    return (word & (1 << (n & 31))) !== 0;
  }

  /** False when already in. */
  add(n: number): boolean {
    const chunk = this.chunkFor(n >>> CHUNK_BITS);
    const at = (n & 0xffff) >>> 5;
    const word = chunk[at] ?? 0;
    if ((word & (1 << (n & 31))) !== 0) return false;
    chunk[at] = word | (1 << (n & 31));
    this.size++;
    return true;
  }

  /** False when not in. */
  delete(n: number): boolean {
    if (!this.has(n)) return false;
    const chunk = this.chunkFor(n >>> CHUNK_BITS);
    const at = (n & 0xffff) >>> 5;
    chunk[at] = (chunk[at] ?? 0) & ~(1 << (n & 31));
    this.size--;
    return true;
  }

  /** The first member from `n` on, or -1. */
  nextFrom(n: number): number {
    let at = n;
    while (at >>> CHUNK_BITS <= this.lastChunk) {
      const chunk = this.chunks.get(at >>> CHUNK_BITS);
      const found = chunk ? nextInChunk(chunk, at & 0xffff) : -1;
      const base = (at >>> CHUNK_BITS) * 2 ** CHUNK_BITS;
      if (found >= 0) return base + found;
      at = base + 2 ** CHUNK_BITS;
    }
    return -1;
  }

  forEach(visit: (n: number) => void): void {
    for (let index = 0; index <= this.lastChunk; index++) {
      const chunk = this.chunks.get(index);
      if (chunk) visitChunk(chunk, index * 2 ** CHUNK_BITS, visit);
    }
  }

  private chunkFor(index: number): Uint32Array {
    let chunk = this.chunks.get(index);
    if (!chunk) {
      chunk = new Uint32Array(WORDS);
      this.chunks.set(index, chunk);
      this.lastChunk = Math.max(this.lastChunk, index);
    }
    return chunk;
  }
}

/** Word by word: a ledger of a million deliveries is summed up in tens of milliseconds. */
function visitChunk(chunk: Uint32Array, base: number, visit: (n: number) => void): void {
  for (let at = 0; at < WORDS; at++) {
    for (let word = chunk[at] ?? 0; word !== 0; word &= word - 1) visit(base + at * 32 + (31 - Math.clz32(word & -word)));
  }
}

function nextInChunk(chunk: Uint32Array, from: number): number {
  let at = from >>> 5;
  let word = (chunk[at] ?? 0) & (-1 << (from & 31));
  while (word === 0) {
    if (++at >= WORDS) return -1;
    word = chunk[at] ?? 0;
  }
  return at * 32 + (31 - Math.clz32(word & -word));
}

/** Few people, as ascending distinct numbers: four bytes each wherever they are. */
export class PeopleList implements PeopleSet {
  constructor(private readonly sorted: Uint32Array) {}

  get size(): number {
    return this.sorted.length;
  }

  has(n: number): boolean {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] ?? 0) < n) low = middle + 1;
      else high = middle;
    }
    return this.sorted[low] === n;
  }

  forEach(visit: (n: number) => void): void {
    for (const n of this.sorted) visit(n);
  }
}

/** Small counts per person (saturating at 255), in chunks like PeopleBits. */
export class PeopleCounts {
  private readonly chunks = new Map<number, Uint8Array>();
  /** People come in order mostly, so that the next is in the chunk of the last. */
  private lastIndex = -1;
  private lastChunk: Uint8Array = new Uint8Array(0);

  get(n: number): number {
    return this.chunks.get(n >>> CHUNK_BITS)?.[n & 0xffff] ?? 0;
  }

  increment(n: number): void {
    if (n >>> CHUNK_BITS !== this.lastIndex) this.turnTo(n >>> CHUNK_BITS);
    const count = this.lastChunk[n & 0xffff] ?? 0;
    if (count < 255) this.lastChunk[n & 0xffff] = count + 1;
  }

  private turnTo(index: number): void {
    const chunk = this.chunks.get(index) ?? new Uint8Array(2 ** CHUNK_BITS);
    this.chunks.set(index, chunk);
    this.lastIndex = index;
    this.lastChunk = chunk;
  }

  /** How many people have a count of one, and of more. */
  summary(): { once: number; moreThanOnce: number } {
    let once = 0;
    let moreThanOnce = 0;
    for (const chunk of this.chunks.values()) {
      for (const count of chunk) {
        if (count === 1) once++;
        else if (count > 1) moreThanOnce++;
      }
    }
    return { once, moreThanOnce };
  }
}

/** Follower numbers as compact text for the journal: sorted, differences as varints, base64. Repeats are kept. */
export function encodePeople(people: Uint32Array): string {
  const sorted = people.toSorted();
  const bytes = Buffer.alloc(sorted.length * 5);
  let length = 0;
  let last = 0;
  for (const n of sorted) {
    let rest = n - last;
    last = n;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[length++] = (rest & 127) | 128;
    bytes[length++] = rest;
  }
  return bytes.toString("base64", 0, length);
}

/** The inverse of `encodePeople`, ascending. */
export function decodePeople(text: string): Uint32Array {
  const bytes = Buffer.from(text, "base64");
  const people: number[] = [];
  let last = 0;
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    if (byte >= 128) {
      factor *= 128;
      continue;
    }
    last += value;
    people.push(last);
    value = 0;
    factor = 1;
  }
  return Uint32Array.from(people);
}
