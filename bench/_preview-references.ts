import type { Bitmaps } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { tagKey } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { CHUNK_WORDS, listBits, setBits } from "../src/audiences/adapters/bitmap/chunk.js";
import { CHUNK_SIZE } from "../src/audiences/ordinal-set.js";
import type { Database } from "../src/platform/database/database.js";

/** Ids of A, B, C and D in (A∧B)∨(C∧¬D). */
export type Four = readonly [number, number, number, number];

/** The plainest thing that could work: whole bitsets, one fused loop. */
export function bareLoop(bitmaps: Bitmaps, ids: Four, users: number): () => number {
  const [a, b, c, d] = ids.map((id) => wholeBitset(bitmaps, id, users)) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  return () => {
    let count = 0;
    for (let i = 0; i < a.length; i++) {
      let x = ((a[i] as number) & (b[i] as number)) | ((c[i] as number) & ~(d[i] as number));
      x -= (x >>> 1) & 0x55555555;
      x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
      count += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    return count;
  };
}

function wholeBitset(bitmaps: Bitmaps, tagId: number, users: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(users / 32));
  bitmaps.columns.get(tagKey(tagId))?.chunks.forEach((chunk, index) => {
    const part = new Uint32Array(CHUNK_WORDS);
    if (chunk?.members instanceof Uint32Array) part.set(chunk.members);
    else if (chunk) setBits(part, chunk.members);
    words.set(part.subarray(0, Math.min(CHUNK_WORDS, words.length - index * CHUNK_WORDS)), index * CHUNK_WORDS);
  });
  return words;
}

/** One `bit varying` a tag in PostgreSQL, counted by bit_count. */
export async function bitVarying(database: Database, bitmaps: Bitmaps, ids: Four, users: number): Promise<() => Promise<number>> {
  const { pool } = database;
  await pool.query("DROP TABLE IF EXISTS tag_bits; CREATE TABLE tag_bits (id int PRIMARY KEY, bits bit varying NOT NULL)");
  for (const id of ids) {
    const text = new Uint8Array(users).fill(48);
    for (const [index, chunk] of (bitmaps.columns.get(tagKey(id))?.chunks ?? []).entries()) {
      const lows = chunk?.members instanceof Uint32Array ? listBits(chunk.members, CHUNK_SIZE) : (chunk?.members ?? []);
      for (const low of lows) text[index * CHUNK_SIZE + low] = 49;
    }
    await pool.query("INSERT INTO tag_bits VALUES ($1, $2::text::bit varying)", [id, Buffer.from(text.buffer).toString("latin1")]);
  }
  const sql = `SELECT bit_count((a.bits & b.bits) | (c.bits & ~d.bits))::int AS count FROM tag_bits a, tag_bits b, tag_bits c, tag_bits d
    WHERE a.id = $1 AND b.id = $2 AND c.id = $3 AND d.id = $4`;
  return counted(database, sql, ids);
}

/** Set operations on user_tag, which is loaded. */
export function setOperations(database: Database, ids: Four): () => Promise<number> {
  const carriers = (parameter: number) => `SELECT user_id FROM user_tag WHERE tag_id = $${parameter}`;
  const sql = `SELECT count(*)::int AS count FROM (
    (${carriers(1)} INTERSECT ${carriers(2)}) UNION (${carriers(3)} EXCEPT ${carriers(4)})) AS audience`;
  return counted(database, sql, ids);
}

function counted({ pool }: Database, sql: string, ids: Four): () => Promise<number> {
  return async () => (await pool.query<{ count: number }>(sql, [...ids])).rows[0]?.count ?? Number.NaN;
}

const ES_INDEX = "tagcast-bench-preview";
const ES_BULK = 5_000;

/** Elasticsearch: a document a user with its tags, counted by the bool query of the same expression. */
export async function elasticsearch(url: string, bitmaps: Bitmaps, [a, b, c, d]: Four, users: number): Promise<() => Promise<number>> {
  await call(url, "DELETE", `/${ES_INDEX}?ignore_unavailable=true`);
  await call(url, "PUT", `/${ES_INDEX}`, {
    settings: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: "-1" },
    mappings: { dynamic: "strict", _source: { enabled: false }, properties: { tags: { type: "keyword" } } },
  });
  const tagsOf = Array.from({ length: users }, (): number[] => []);
  for (const { tagId, column } of bitmaps.tagColumns()) {
    for (const [index, chunk] of column.chunks.entries()) {
      const lows = chunk?.members instanceof Uint32Array ? listBits(chunk.members, CHUNK_SIZE) : (chunk?.members ?? []);
      for (const low of lows) tagsOf[index * CHUNK_SIZE + low]?.push(tagId);
    }
  }
  for (let from = 0; from < users; from += ES_BULK) {
    const lines = tagsOf.slice(from, from + ES_BULK).map((tags, i) => `{"index":{"_id":"${from + i}"}}\n${JSON.stringify({ tags })}\n`);
    const { errors } = (await call(url, "POST", `/${ES_INDEX}/_bulk`, lines.join(""))) as { errors: boolean };
    if (errors) throw new Error("Elasticsearch refused documents");
  }
  await call(url, "POST", `/${ES_INDEX}/_forcemerge?max_num_segments=1`);
  await call(url, "POST", `/${ES_INDEX}/_refresh`);
  const has = (id: number) => ({ term: { tags: String(id) } });
  const should = [{ bool: { filter: [has(a), has(b)] } }, { bool: { filter: [has(c)], must_not: [has(d)] } }];
  const query = { size: 0, track_total_hits: true, query: { bool: { filter: [{ bool: { should, minimum_should_match: 1 } }] } } };
  return async () => {
    const answer = (await call(url, "POST", `/${ES_INDEX}/_search?request_cache=false`, query)) as { hits: { total: { value: number } } };
    return answer.hits.total.value;
  };
}

export async function dropElasticsearch(url: string): Promise<void> {
  await call(url, "DELETE", `/${ES_INDEX}?ignore_unavailable=true`);
}

async function call(url: string, method: string, path: string, body?: object | string): Promise<unknown> {
  const type = typeof body === "string" ? "application/x-ndjson" : "application/json";
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { "content-type": type },
    body: typeof body === "object" ? JSON.stringify(body) : body,
  });
  if (!response.ok) throw new Error(`Elasticsearch: ${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
