import type { Database } from "../../../platform/database/database.js";
import { CHUNK_SIZE } from "../../ordinal-set.js";
import type { IndexDrift } from "../index-drift.js";
import { readLogEnd } from "../log-end.js";
import { type Bitmaps, EXISTS } from "./bitmaps.js";
import { CHUNK_WORDS, type Chunk, setBits } from "./chunk.js";
import { replay } from "./replay.js";
import { loadSnapshot } from "./snapshot-store.js";
import { TimeSlice } from "./time-slice.js";
import { buildWhole } from "./user-rows.js";

/**
 * Compares the stored bitmaps, brought up to the log's end, with bitmaps made anew from the tables, at one moment of the
 * database. Nothing stored, or nothing that the log leads on from, is no drift: it is made anew when it is needed.
 */
export function findBitmapDrift(database: Database, tenantId: number): Promise<IndexDrift> {
  return database.transaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const { position } = await readLogEnd(tx, tenantId);
    const right = await buildWhole(tx, tenantId, position, () => undefined);
    const users = [EXISTS, "status:DELETED"].reduce((sum, key) => sum + (right.columns.get(key)?.cardinality ?? 0), 0);
    const stored = await loadSnapshot(tx, tenantId);
    const held = stored && stored.position <= position ? await replay(tx, tenantId, stored, position, new TimeSlice()) : null;
    return { users, differing: held ? await differences(held, right) : [] };
  });
}

async function differences(a: Bitmaps, b: Bitmaps): Promise<number[]> {
  const found = new Map<number, Uint32Array>();
  const slice = new TimeSlice();
  for (const key of new Set([...a.columns.keys(), ...b.columns.keys()])) {
    const [ours, theirs] = [a.columns.get(key)?.chunks ?? [], b.columns.get(key)?.chunks ?? []];
    for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
      addDifference(found, index, ours[index], theirs[index]);
      if (slice.isOver()) await slice.next();
    }
  }
  return [...found].sort(([i], [j]) => i - j).flatMap(([index, words]) => ordinalsOf(index, words));
}

function addDifference(found: Map<number, Uint32Array>, index: number, a: Chunk | undefined, b: Chunk | undefined): void {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  for (let w = 0; w < CHUNK_WORDS; w++) {
    const difference = (left[w] as number) ^ (right[w] as number);
    if (difference === 0) continue;
    const words = found.get(index) ?? new Uint32Array(CHUNK_WORDS);
    words[w] = (words[w] as number) | difference;
    found.set(index, words);
  }
}

function wordsOf(chunk: Chunk | undefined): Uint32Array {
  if (chunk?.members instanceof Uint32Array) return chunk.members;
  const words = new Uint32Array(CHUNK_WORDS);
  if (chunk) setBits(words, chunk.members);
  return words;
}

function ordinalsOf(index: number, words: Uint32Array): number[] {
  const out: number[] = [];
  for (let low = 0; low < CHUNK_SIZE; low++) if (((words[low >>> 5] as number) >>> (low & 31)) & 1) out.push(index * CHUNK_SIZE + low);
  return out;
}
