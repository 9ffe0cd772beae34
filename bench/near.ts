import "reflect-metadata";
import { prepareForBulk, skipForeignKeyChecks } from "../src/platform/database/bulk-load.js";
import type { Database } from "../src/platform/database/database.js";
import { PostgresLocationStore } from "../src/users/adapters/postgres-location-store.js";
import { loadPeople, openBenchDatabase } from "./_people.js";
import { median, print } from "./_race.js";
import { makeRandom } from "./_zipf-tags.js";

/*
 * Who is within 5 km (the leaf `near`), among a million positions gathered around 60 cities as people are, against looking at every
 * position. Goal: 20 ms.
 *
 * npm run bench near [-- <thousands of users>]
 */

const USERS = Number(process.argv[2] ?? 1_000) * 1_000;
const TENANT = 1;
const GOAL_MS = 20;
const ROUNDS = 40;
const RADIUS_METERS = 5_000;
const SINCE = new Date("2026-01-01T00:00:00Z");
/** Two thirds within some 30 km of a city, more of them the nearer; the rest anywhere between. */
const POSITIONS = `
  INSERT INTO user_location (user_id, tenant_id, ordinal, latitude, longitude, at)
  SELECT user_id, tenant_id, ordinal,
    CASE WHEN ordinal % 3 = 0 THEN 22 + 20 * random() ELSE 22 + (c * 7 % 60) / 3.0 + (random() - 0.5) * (random() - 0.2) * 0.6 END,
    CASE WHEN ordinal % 3 = 0 THEN 100 + 22 * random() ELSE 100 + (c * 13 % 60) / 2.7 + (random() - 0.5) * (random() - 0.2) * 0.6 END,
    timestamptz '2026-02-01'
  FROM users, LATERAL (SELECT floor(60 * power(random(), 2) + 0 * ordinal)::int AS c) AS city WHERE tenant_id = $1 AND ordinal IS NOT NULL`;
/** By the haversine of the distance, as the store. */
const EVERY_POSITION = `
  SELECT count(*)::int AS count FROM user_location
  WHERE tenant_id = $1 AND power(sin(radians(latitude - $2) / 2), 2)
    + cos(radians(latitude)) * cos(radians($2)) * power(sin(radians(longitude - $3) / 2), 2) <= power(sin($4 / 6371008.8 / 2), 2)`;

const bench = await openBenchDatabase();
try {
  const { database } = bench;
  await database.pool.query(
    "INSERT INTO tenant (id, name, app_id, app_secret_sealed, callback_token_sealed) VALUES ($1, 'bench', 'wxbench', '', '')",
    [TENANT],
  );
  await loadPeople(database, USERS, TENANT);
  await database.transaction(async (tx) => {
    await prepareForBulk(tx);
    await skipForeignKeyChecks(tx);
    await tx.query(POSITIONS, [TENANT]);
  });
  await database.pool.query("VACUUM ANALYZE user_location");
  await measure(database);
} finally {
  await bench.close();
}

async function measure(database: Database): Promise<void> {
  const store = new PostgresLocationStore(database);
  const random = makeRandom(3);
  const places = {
    "a city's middle": () => {
      const c = Math.floor(60 * random() ** 2);
      return { latitude: 22 + ((c * 7) % 60) / 3, longitude: 100 + ((c * 13) % 60) / 2.7 };
    },
    anywhere: () => ({ latitude: 22 + 20 * random(), longitude: 100 + 22 * random() }),
  };
  for (const [what, place] of Object.entries(places)) {
    const [ours, all, found]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      const { latitude, longitude } = place();
      let started = performance.now();
      const near = await store.near(TENANT, { latitude, longitude, radiusMeters: RADIUS_METERS }, SINCE);
      ours.push(performance.now() - started);
      found.push(near.length);
      if (round % 8 > 0) continue;
      started = performance.now();
      const { rows } = await database.pool.query<{ count: number }>(EVERY_POSITION, [TENANT, latitude, longitude, RADIUS_METERS]);
      all.push(performance.now() - started);
      if (rows[0]?.count !== near.length) throw new Error(`${near.length} found, by every position ${rows[0]?.count}`);
    }
    const half = median(ours);
    print(`near: ${USERS} positions, 5 km around ${what}, ${median(found)} found, median in ms`, half.toFixed(1), `≤ ${GOAL_MS}`);
    print(`near: the slowest of ${ROUNDS} in ms, ${Math.max(...found)} found at the most`, Math.max(...ours).toFixed(1));
    print(`near: times as fast as looking at every position (${median(all).toFixed(0)} ms)`, (median(all) / half).toFixed(0));
  }
}
