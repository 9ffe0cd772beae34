import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import { OrdinalSet } from "../src/audiences/index.js";
import { StoredExportFiles } from "../src/exports/adapters/stored-export-files.js";
import { DEFAULT_COLUMNS, ExportWriter, PAGE_USERS, UserExportHeader } from "../src/exports/index.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { prepareForBulk } from "../src/platform/database/bulk-load.js";
import { type Database, openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { FolderObjectStore } from "../src/platform/objects/folder-object-store.js";
import { PostgresTagStore } from "../src/tags/adapters/postgres-tag-store.js";
import { PostgresUserStore } from "../src/users/adapters/postgres-user-store.js";
import { SealedIdentityCards } from "../src/users/adapters/sealed-identity-cards.js";

/*
 * Users with profile and tags to a CSV file against PostgreSQL's own COPY of the same columns to a file, nothing masked or looked
 * at: what a database can do at most. Ours reads a frozen audience page by page, masks, disarms formulas, and stores the file
 * whole or not at all. EXPORT_BENCH_USERS sets the size.
 */

const USERS = Number(process.env.EXPORT_BENCH_USERS ?? 200_000);
const TAGS = 50;
const ROUNDS = 3;
const FILL = [
  "INSERT INTO tenant (id, name, app_id, app_secret_sealed, callback_token_sealed) VALUES (1, 'bench', 'wxbench', '', '')",
  `INSERT INTO tag (tenant_id, name) SELECT 1, '标签' || n FROM generate_series(1, ${TAGS}) n`,
  `INSERT INTO users (user_id, tenant_id, ordinal, openid, unionid, phone, subscribed)
   SELECT i, 1, i - 1, 'o' || md5(i::text), 'u' || md5(i::text), '138' || lpad(i::text, 8, '0'), true FROM generate_series(1, ${USERS}) i`,
  `INSERT INTO user_info (user_id, nickname, real_name, sex, birthday, province_id, city_id)
   SELECT i, '用户' || i, '王小' || i, 'MALE', '1990-01-02', 310000, 310100 FROM generate_series(1, ${USERS}) i`,
  `INSERT INTO user_tag (tag_id, user_id)
   SELECT t.id, i FROM generate_series(1, ${USERS}) i CROSS JOIN LATERAL (SELECT id FROM tag ORDER BY id LIMIT 3 OFFSET i % ${TAGS - 3}) t`,
];
const COPY = `COPY (
  SELECT u.user_id, u.openid, u.phone, i.nickname, i.real_name, i.sex, i.birthday, i.province_id, i.city_id, i.region_id, i.vip, i.status,
    u.subscribed, u.blacklisted,
    (SELECT string_agg(t.name, ';' ORDER BY t.id) FROM user_tag ut JOIN tag t ON t.id = ut.tag_id WHERE ut.user_id = u.user_id), u.created_at
  FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id WHERE u.tenant_id = 1 ORDER BY u.ordinal) TO STDOUT (FORMAT csv, HEADER)`;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
// PostgreSQL may run as another user, who must be able to pass.
chmodSync(folder, 0o711);
const server = await startEmbeddedPostgres({ folder: join(folder, "postgres"), logger: silentLogger, durable: false });
const database = openDatabase(server.connectionString);
try {
  await applyMigrations(server.connectionString);
  await database.transaction(async (tx) => {
    await prepareForBulk(tx);
    for (const statement of FILL) await tx.query(statement);
  });
  await database.pool.query("VACUUM ANALYZE users, user_info, user_tag, tag");
  await compare(database);
} finally {
  await database.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function compare({ pool }: Database): Promise<void> {
  const files = new StoredExportFiles(new FolderObjectStore(join(folder, "objects"), { sign: () => "" }));
  const tags = new PostgresTagStore(database);
  const cards = new SealedIdentityCards(new Sealer(randomBytes(32)));
  const users = new PostgresUserStore(database);
  const writer = new ExportWriter(users, tags, cards);
  const audience = OrdinalSet.of(Array.from({ length: USERS }, (_, i) => i));
  const plan = { tenantId: 1, audience, columns: DEFAULT_COLUMNS, header: UserExportHeader.KEYS, byteOrderMark: true, masked: true };
  const rates = { copy: [] as number[], ours: [] as number[] };
  const grown: number[] = [];
  let before = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const client = await pool.connect();
    rates.copy.push(
      await rate(() => pipeline(client.query(copyTo(COPY)), createWriteStream(join(folder, `copy-${round}.csv`), { flush: true }))),
    );
    client.release();
    before ||= process.memoryUsage.rss();
    let peak = 0;
    const watched = async () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    };
    rates.ours.push(await rate(() => files.put(`exports/1/round-${round}.csv`, "x.csv", writer.pieces(plan, watched))));
    grown.push(Math.round((peak - before) / 2 ** 20));
  }
  const [copy, ours] = [median(rates.copy), median(rates.ours)];
  console.log(`export of ${USERS} users to CSV, rows/s against COPY TO STDOUT: ${(ours / copy).toFixed(2)} (goal 0.4 or more)`);
  console.log(`  ours ${Math.round(ours)} rows/s, COPY ${Math.round(copy)} rows/s`);
  console.log(`  memory grown since the first export began, MB after each: ${grown.join(", ")} (pages of ${PAGE_USERS} users)`);
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (USERS / (performance.now() - started)) * 1_000;
}
