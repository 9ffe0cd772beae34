import { CHUNK_SIZE, type OrdinalSet } from "../../ordinal-set.js";
import { type Chunk, chunkOf, type Members } from "./chunk.js";
import { ChunkTags, type TagBitmap } from "./chunk-tags.js";
import { ListedTags, type TagList } from "./listed-tags.js";

/** All users of one attribute. `chunks[i]` covers the ordinals from i × 65,536; absent ones are empty. Never changed once made. */
export interface Column {
  readonly chunks: readonly (Chunk | undefined)[];
  readonly cardinality: number;
}

/** Key of the column of all users that are not DELETED: what `everyone` and `not` are taken against. */
export const EXISTS = "exists";

export const tagKey = (tagId: number): string => `tag:${tagId}`;

export function columnOf(chunks: readonly (Chunk | undefined)[]): Column {
  let cardinality = 0;
  for (const chunk of chunks) cardinality += chunk?.cardinality ?? 0;
  return { chunks, cardinality };
}

/** A column of ascending ordinals without repeats, for lists of users named in an expression. */
export function columnOfOrdinals(ordinals: ArrayLike<number>): Column {
  const chunks: Chunk[] = [];
  for (const [index, lows] of splitByChunk(ordinals)) chunks[index] = chunkOf(lows, 0);
  return columnOf(Array.from(chunks));
}

/** A column of a set; shares what the set holds. */
export function columnOfSet(set: OrdinalSet): Column {
  const chunks: Chunk[] = [];
  for (const { chunk, members, cardinality } of set.parts()) chunks[chunk] = { members, cardinality, changedAt: 0 };
  return { chunks: Array.from(chunks), cardinality: set.size };
}

/** Ascending ordinals, chunk by chunk. */
export function* splitByChunk(ordinals: ArrayLike<number>): Generator<[index: number, lows: Uint16Array]> {
  let from = 0;
  while (from < ordinals.length) {
    const index = Math.floor((ordinals[from] as number) / CHUNK_SIZE);
    let to = from + 1;
    while (to < ordinals.length && (ordinals[to] as number) < (index + 1) * CHUNK_SIZE) to++;
    const start = from;
    yield [index, Uint16Array.from({ length: to - start }, (_, i) => (ordinals[start + i] as number) - index * CHUNK_SIZE)];
    from = to;
  }
}

/**
 * How bitmaps relate to what is stored. Shared by all that grew out of one another; `storedAt` is the last position at which
 * one of them and the stored ones were the same, null if none was.
 */
export interface Lineage {
  storedAt: number | null;
  /** Of the chunks for which one of them was asked. */
  listedTags?: (ListedTags | undefined)[];
}

/** What a question is answered from: one tenant's columns, all of one moment. */
export interface ColumnSource {
  /** The columns of these keys, and perhaps others; one that is missing holds nobody. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, Column>>;
  /** The tags that anybody may carry, commonest first, ties by id. */
  tagSizes(): Promise<readonly TagSize[]>;
  /** Columns to ask for at a time where many are looked at, one after the other. */
  readonly readAtOnce: number;
  /** All tags of the chunk `index`. Absent where columns are not at hand together. */
  chunkTags?(index: number): ChunkTags;
}

export interface TagSize {
  tagId: number;
  /** Of its column. */
  key: string;
  /** Carriers at the most. */
  atMost: number;
}

/**
 * Everything the index knows about one tenant at one position of its change log. Immutable: an evaluation keeps what it
 * began with while a newer one is being made beside it, and both share the chunks that did not change.
 */
export class Bitmaps implements ColumnSource {
  readonly readAtOnce = Number.POSITIVE_INFINITY;
  private tags: readonly TagColumn[] | undefined;
  private tagsById: readonly TagColumn[] | undefined;
  private sizes: readonly TagSize[] | undefined;
  private bytes: number | undefined;
  private readonly ofChunks: (ChunkTags | undefined)[] = [];

  /** @param position the change log up to here is in it */
  constructor(
    readonly position: number,
    readonly lineage: Lineage,
    readonly columns: ReadonlyMap<string, Column>,
  ) {}

  /** All tags anybody carries, commonest first, ties by id. */
  tagColumns(): readonly TagColumn[] {
    this.tags ??= [...this.columns]
      .filter(([key, column]) => key.startsWith("tag:") && column.cardinality > 0)
      .map(([key, column]) => ({ tagId: Number(key.slice(4)), column }))
      .sort((a, b) => b.column.cardinality - a.column.cardinality || a.tagId - b.tagId);
    return this.tags;
  }

  read(): Promise<ReadonlyMap<string, Column>> {
    return Promise.resolve(this.columns);
  }

  tagSizes(): Promise<readonly TagSize[]> {
    this.sizes ??= this.tagColumns().map(({ tagId, column }) => ({ tagId, key: tagKey(tagId), atMost: column.cardinality }));
    return Promise.resolve(this.sizes);
  }

  chunkTags(index: number): ChunkTags {
    this.ofChunks[index] ??= this.tagsOf(index);
    return this.ofChunks[index];
  }

  /** By tag id: which of two tags is the commoner changes often, and would make another ListedTags each time. */
  private tagsOf(index: number): ChunkTags {
    this.tagsById ??= this.tagColumns().toSorted((a, b) => a.tagId - b.tagId);
    const [lists, bitmaps]: [TagList[], TagBitmap[]] = [[], []];
    for (const { tagId, column } of this.tagsById) {
      const members = column.chunks[index]?.members;
      if (members instanceof Uint32Array) bitmaps.push({ tagId, words: members });
      else if (members && members.length > 0) lists.push({ tagId, lows: members });
    }
    this.lineage.listedTags ??= [];
    const former = this.lineage.listedTags[index];
    const listed = former?.isOf(lists) ? former : ListedTags.of(lists);
    this.lineage.listedTags[index] = listed;
    return new ChunkTags(listed, bitmaps);
  }

  /** Bytes of the bitmaps and lists, without JavaScript's own overhead. */
  byteLength(): number {
    this.bytes ??= [...this.columns.values()].reduce((sum, column) => sum + bytesOf(column), 0);
    let bytes = this.bytes;
    for (const tags of this.ofChunks) bytes += tags?.byteLength ?? 0;
    return bytes;
  }
}

export function bytesOf({ chunks }: Column): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += chunk?.members.byteLength ?? 0;
  return bytes;
}

export interface TagColumn {
  tagId: number;
  column: Column;
}

/** A chunk of an answer: of no position, since it is made of many columns. */
export interface AnswerChunk {
  members: Members;
  cardinality: number;
}
