export const CHUNK_BITS = 16;
/** Users in one chunk. */
export const CHUNK_SIZE = 1 << CHUNK_BITS;
const WORDS = CHUNK_SIZE / 32;
/** Above this many members a chunk is smaller as a bitmap (8,192 bytes) than as a list of 2-byte numbers. */
const SPARSE_LIMIT = (WORDS * 4) / 2;

const NONE = new Uint32Array(0);

/** One stored chunk: `data` is a bitmap of 8,192 bytes, or shorter: ascending 16-bit numbers. Little-endian. */
export interface StoredChunk {
  chunk: number;
  cardinality: number;
  data: Uint8Array;
}

/** An immutable set of user ordinals with rank order: the n-th member is well defined, so a batch is a range of ranks. */
export class OrdinalSet {
  /** Number of members. */
  readonly size: number;
  private readonly starts: number[] = [];
  /** Of the chunk that was sliced last: who goes through a set in slices comes back to each chunk several times. */
  private unpacked: { chunk: number; list: Uint16Array } | null = null;

  private constructor(private readonly chunks: readonly { chunk: number; members: Uint16Array | Uint32Array; cardinality: number }[]) {
    let size = 0;
    for (const { cardinality } of chunks) {
      this.starts.push(size);
      size += cardinality;
    }
    this.size = size;
  }

  /** From chunks in ascending order; a Uint32Array is a bitmap of 2,048 words, a Uint16Array an ascending list. */
  static fromChunks(chunks: readonly { chunk: number; members: Uint16Array | Uint32Array; cardinality: number }[]): OrdinalSet {
    return new OrdinalSet(chunks.filter(({ cardinality }) => cardinality > 0));
  }

  /** From ascending ordinals without repeats. */
  static of(ordinals: Iterable<number>): OrdinalSet {
    const byChunk = new Map<number, number[]>();
    for (const ordinal of ordinals) {
      const chunk = ordinal >>> CHUNK_BITS;
      const list = byChunk.get(chunk);
      if (list) list.push(ordinal & (CHUNK_SIZE - 1));
      else byChunk.set(chunk, [ordinal & (CHUNK_SIZE - 1)]);
    }
    return new OrdinalSet(
      [...byChunk].map(([chunk, list]) => ({
        chunk,
        cardinality: list.length,
        members: list.length > SPARSE_LIMIT ? toBitmap(Uint16Array.from(list)) : Uint16Array.from(list),
      })),
    );
  }

  static fromStored(stored: readonly StoredChunk[]): OrdinalSet {
    return OrdinalSet.fromChunks(
      stored.map(({ chunk, cardinality, data }) => {
        // A copy: `pg` gives a Buffer, whose slice() would be a view into the pool it shares with others.
        const bytes = new Uint8Array(data).buffer;
        return { chunk, cardinality, members: data.byteLength === WORDS * 4 ? new Uint32Array(bytes) : new Uint16Array(bytes) };
      }),
    );
  }

  toStored(): StoredChunk[] {
    return this.chunks.map(({ chunk, cardinality, members }) => {
      const compact = members instanceof Uint16Array && members.length > SPARSE_LIMIT - 1 ? toBitmap(members) : members;
      return { chunk, cardinality, data: new Uint8Array(compact.buffer, compact.byteOffset, compact.byteLength) };
    });
  }

  has(ordinal: number): boolean {
    const found = this.chunks.find(({ chunk }) => chunk === ordinal >>> CHUNK_BITS);
    if (!found) return false;
    const low = ordinal & (CHUNK_SIZE - 1);
    return found.members instanceof Uint32Array ? ((found.members[low >>> 5] ?? 0) & (1 << (low & 31))) !== 0 : found.members.includes(low);
  }

  /** Those of the ascending `ordinals` that are no members. */
  missing(ordinals: Uint32Array): Uint32Array {
    if (this.size === 0) return ordinals;
    let looked: { chunk: number; words: Uint32Array } = { chunk: -1, words: NONE };
    return ordinals.filter((ordinal) => {
      const [chunk, low] = [ordinal >>> CHUNK_BITS, ordinal & (CHUNK_SIZE - 1)];
      if (looked.chunk !== chunk) looked = { chunk, words: this.bitmapOf(chunk) };
      return ((looked.words[low >>> 5] ?? 0) & (1 << (low & 31))) === 0;
    });
  }

  private bitmapOf(chunk: number): Uint32Array {
    const members = this.chunks.find((each) => each.chunk === chunk)?.members;
    return members instanceof Uint16Array ? toBitmap(members) : (members ?? NONE);
  }

  /** With these members, too (ascending). Chunks that none of them is in are shared. */
  with(ordinals: Iterable<number>): OrdinalSet {
    const chunks = new Map(this.chunks.map((chunk) => [chunk.chunk, chunk]));
    for (const added of OrdinalSet.of(ordinals).chunks) {
      const own = chunks.get(added.chunk);
      chunks.set(added.chunk, own ? union(own, added) : added);
    }
    return OrdinalSet.fromChunks([...chunks.values()].sort((a, b) => a.chunk - b.chunk));
  }

  /** The chunks, ascending; what they hold is shared, and not to be written to. */
  parts(): readonly { chunk: number; members: Uint16Array | Uint32Array; cardinality: number }[] {
    return this.chunks;
  }

  /** The set of the members with rank `from` (inclusive) to `to` (exclusive). Chunks that are wholly in it are shared. */
  range(from: number, to: number): OrdinalSet {
    const chunks: SetChunk[] = [];
    for (const [i, whole] of this.chunks.entries()) {
      const start = this.starts[i] as number;
      const [first, end] = [Math.max(0, from - start), Math.min(whole.cardinality, to - start)];
      if (first >= end) continue;
      if (end - first === whole.cardinality) chunks.push(whole);
      else {
        const list = whole.members instanceof Uint32Array ? fromBitmap(whole.members) : whole.members;
        chunks.push({ chunk: whole.chunk, members: list.slice(first, end), cardinality: end - first });
      }
    }
    return OrdinalSet.fromChunks(chunks);
  }

  /** The members with rank `from` (inclusive) to `to` (exclusive), ascending. */
  slice(from: number, to: number): Uint32Array {
    const end = Math.min(to, this.size);
    const out = new Uint32Array(Math.max(0, end - from));
    let filled = 0;
    for (let i = 0; i < this.chunks.length && filled < out.length; i++) {
      const { chunk, members, cardinality } = this.chunks[i] as (typeof this.chunks)[number];
      const start = this.starts[i] as number;
      if (start + cardinality <= from) continue;
      const list = members instanceof Uint32Array ? this.unpack(chunk, members) : members;
      for (let k = Math.max(0, from - start); k < list.length && filled < out.length; k++) {
        out[filled++] = chunk * CHUNK_SIZE + (list[k] as number);
      }
    }
    return out;
  }

  private unpack(chunk: number, members: Uint32Array): Uint16Array {
    if (this.unpacked?.chunk !== chunk) this.unpacked = { chunk, list: fromBitmap(members) };
    return this.unpacked.list;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const { chunk, members } of this.chunks) {
      for (const low of members instanceof Uint32Array ? fromBitmap(members) : members) yield chunk * CHUNK_SIZE + low;
    }
  }
}

type SetChunk = { chunk: number; members: Uint16Array | Uint32Array; cardinality: number };

function union({ chunk, members: one }: SetChunk, { members: other }: SetChunk): SetChunk {
  const [a, b] = [one, other].map((members) => (members instanceof Uint32Array ? members : toBitmap(members))) as [
    Uint32Array,
    Uint32Array,
  ];
  const members = a.map((word, i) => word | (b[i] as number));
  return { chunk, members, cardinality: fromBitmap(members).length };
}

function toBitmap(list: Uint16Array): Uint32Array {
  const words = new Uint32Array(WORDS);
  for (const low of list) words[low >>> 5] = (words[low >>> 5] as number) | (1 << (low & 31));
  return words;
}

function fromBitmap(words: Uint32Array): Uint16Array {
  const out = new Uint16Array(CHUNK_SIZE);
  let filled = 0;
  for (let w = 0; w < words.length; w++) {
    for (let word = words[w] as number; word !== 0; word &= word - 1) out[filled++] = w * 32 + 31 - Math.clz32(word & -word);
  }
  return out.slice(0, filled);
}
