import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCopy } from "../src/audiences/adapters/bitmap/binary-copy.js";
import type { Bitmaps } from "../src/audiences/adapters/bitmap/bitmaps.js";
import { listBits } from "../src/audiences/adapters/bitmap/chunk.js";
import { CHUNK_SIZE } from "../src/audiences/ordinal-set.js";
import { prepareForBulk, skipForeignKeyChecks } from "../src/platform/database/bulk-load.js";
import { type Database, openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";

export interface BenchDatabase {
  database: Database;
  connectionString: string;
  close(): Promise<void>;
}

/** An embedded PostgreSQL with the current tables and nothing in them, gone afterwards; in TAGCAST_BENCH_FOLDER it is kept for the next run. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const kept = process.env.TAGCAST_BENCH_FOLDER;
  const folder = kept ?? mkdtempSync(join(tmpdir(), "tagcast-bench-"));
  // PostgreSQL may run as another user, who must be able to pass.
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
  const { connectionString } = server;
  await applyMigrations(connectionString);
  const database = openDatabase(connectionString);
  const close = async () => {
    await database.close();
    await server.stop();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { database, connectionString, close };
}

/** User ids are ordinals + 1; days from 1950 on are spread evenly. Names are drawn from few, which matter to nobody here. */
const PEOPLE = [
  `INSERT INTO users (user_id, tenant_id, ordinal, openid, phone, subscribed, blacklisted, created_at, last_active_at)
   SELECT i + 1, $1, i, 'o' || md5(i::text), CASE WHEN i % 3 = 0 THEN '138' || lpad(i::text, 8, '0') END, i % 10 > 0, i % 97 = 0,
          timestamptz '2020-01-01' + i % 2000 * interval '1 day', timestamptz '2025-01-01' + i % 300 * interval '1 day'
   FROM generate_series($2::int, $3::int - 1) i`,
  `INSERT INTO user_info (user_id, nickname, sex, birthday, province_id, city_id)
   SELECT user_id, '用户' || i % 1000, (ARRAY['MALE', 'FEMALE', 'UNKNOWN'])[1 + i % 3], date '1950-01-01' + i % 20000, 11 + i % 34, 1101 + i % 340
   FROM users, LATERAL (SELECT ordinal AS i) named WHERE tenant_id = $1 AND ordinal >= $2 AND ordinal < $3`,
];
const SLICE = 50_000;

/** A tenant of `users` people; its change log says nothing of them: the audience index rebuilds. Gives its id. */
export async function loadPeople(database: Database, users: number, tenantId: number): Promise<void> {
  await database.pool.query(
    "INSERT INTO tenant_counter (tenant_id, next_ordinal) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET next_ordinal = $2",
    [tenantId, users],
  );
  for (let from = 0; from < users; from += SLICE) {
    await database.transaction(async (tx) => {
      await prepareForBulk(tx);
      await skipForeignKeyChecks(tx);
      for (const statement of PEOPLE) await tx.query(statement, [tenantId, from, Math.min(users, from + SLICE)]);
    });
  }
}

/** The tags of `bitmaps`, ids as there, and who carries them. */
export async function loadTags(database: Database, bitmaps: Bitmaps, tenantId: number): Promise<void> {
  const { pool } = database;
  const tags = bitmaps.tagColumns().map(({ tagId }) => tagId);
  await pool.query("INSERT INTO tag (id, tenant_id, name) SELECT id, $1, 'tag ' || id FROM unnest($2::int[]) id", [tenantId, tags]);
  const { rows } = await pool.query<{ indexname: string; indexdef: string }>(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'user_tag' AND indexname <> 'user_tag_pkey'",
  );
  for (const { indexname } of rows) await pool.query(`DROP INDEX ${indexname}`);
  await pool.query("ALTER TABLE user_tag DROP CONSTRAINT user_tag_pkey");
  await database.transaction(async (tx) => {
    await prepareForBulk(tx);
    await skipForeignKeyChecks(tx);
    await writeCopy(tx, "user_tag (tag_id, user_id)", carriers(bitmaps), (writer, [tagId, userId]) => {
      writer.begin(2);
      writer.int(tagId);
      writer.int(userId);
    });
    await tx.query("ALTER TABLE user_tag ADD PRIMARY KEY (tag_id, user_id)");
    for (const { indexdef } of rows) await tx.query(indexdef);
  });
}

function* carriers(bitmaps: Bitmaps): Generator<[tagId: number, userId: number]> {
  for (const { tagId, column } of bitmaps.tagColumns()) {
    for (const [index, chunk] of column.chunks.entries()) {
      if (!chunk) continue;
      const lows = chunk.members instanceof Uint16Array ? chunk.members : listBits(chunk.members, chunk.cardinality);
      for (const low of lows) yield [tagId, index * CHUNK_SIZE + low + 1];
    }
  }
}
