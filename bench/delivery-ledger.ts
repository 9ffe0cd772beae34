// The ledger of deliveries at a million users: what a batch of 10,000 costs it, and a month counted anew, against the plainest other
// way, a row for each person that counts; and what previews pay for leaving out who had this month's four.
import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { type Audience, OrdinalSet, type SendsLeft } from "../src/audiences/index.js";
import { insertPlan } from "../src/mass-sends/adapters/batch-sql.js";
import { ledgerMove, PostgresLedgerStore } from "../src/mass-sends/adapters/postgres-ledger-store.js";
import { DeliveryLedger } from "../src/mass-sends/index.js";
import { planBatches } from "../src/mass-sends/plan.js";
import type { Database } from "../src/platform/database/database.js";
import { bitmapIndex } from "../test/support/bitmap-index.js";
import { loadPeople, openBenchDatabase } from "./_people.js";
import { median, print, race } from "./_race.js";

const USERS = 1_000_000;
const BATCH = 10_000;
const SENDS = 4;
const ROUNDS = 5;
const GOAL_BATCH = 0.25;
const GOAL_PREVIEW = 1.1;

const bench = await openBenchDatabase();
try {
  await run(bench.database);
} finally {
  await bench.close();
}

async function run(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ id: number }>(
    "INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('bench', 'wxbench', '', '') RETURNING id",
  );
  const tenantId = rows[0]?.id ?? 0;
  await loadPeople(database, USERS, tenantId);
  const ids: string[] = [];
  for (let n = 0; n < SENDS; n++) ids.push(await planned(database, tenantId));
  for (const id of ids.slice(1)) await accept(database, tenantId, id, USERS / BATCH);
  await oneBatch(database, tenantId, ids[0] as string);
  await wholeMonth(database, tenantId);
  await previews(database, tenantId);
}

/** A send to everybody, planned and not given to WeChat. */
async function planned(database: Database, tenantId: number): Promise<string> {
  const id = randomUUID();
  const audience = OrdinalSet.of(Array.from({ length: USERS }, (_, i) => i));
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO mass_send (id, tenant_id, name, audience, audience_text, content_kind, content, created_by_id)
       VALUES ($1, $2, 'n', '{}', '', 'TEXT', '{}', 0)`,
      [id, tenantId],
    );
    await insertPlan(tx, { id, tenantId }, { audience, batches: planBatches(id, USERS, BATCH) }, new Date());
  });
  return id;
}

/** The first `batches` of those not accepted yet. */
async function accept(database: Database, tenantId: number, id: string, batches: number): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE mass_send_batch SET status = 'ACCEPTED', accepted_at = now(), first_attempt_at = now() WHERE mass_send_id = $1
         AND index IN (SELECT index FROM mass_send_batch WHERE mass_send_id = $1 AND accepted_at IS NULL ORDER BY index LIMIT $2)`,
      [id, batches],
    );
    await tx.query(ledgerMove("$1", "true"), [tenantId]);
  });
}

async function oneBatch(database: Database, tenantId: number, id: string): Promise<void> {
  await database.pool.query(
    "CREATE TABLE person_month (tenant_id int, user_id int, month date, sends int, PRIMARY KEY (tenant_id, user_id, month))",
  );
  const ledger = new DeliveryLedger(new PostgresLedgerStore(database), () => new Date());
  await ledger.leftAtMost(tenantId, 0);
  const [ours, rowwise]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const took = await timed(async () => {
      await accept(database, tenantId, id, 1);
      await ledger.leftAtMost(tenantId, 0);
    });
    const other = await timed(() =>
      database.pool.query(
        `INSERT INTO person_month SELECT $1, n, '2026-03-01', 1 FROM generate_series($2::int, $3::int - 1) AS n
         ON CONFLICT (tenant_id, user_id, month) DO UPDATE SET sends = person_month.sends + 1`,
        [tenantId, round * BATCH, (round + 1) * BATCH],
      ),
    );
    if (round === 0) continue;
    ours.push(took);
    rowwise.push(other);
  }
  const ratio = median(ours) / median(rowwise);
  print(
    `a batch of ${BATCH} taken into the ledger and read back, of ${USERS} users, against a row a person`,
    ratio.toFixed(2),
    `≤ ${GOAL_BATCH}`,
  );
  print("  milliseconds, ours and rows", `${median(ours).toFixed(1)} and ${median(rowwise).toFixed(1)}`);
  if (ratio > GOAL_BATCH) process.exitCode = 1;
}

async function wholeMonth(database: Database, tenantId: number): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ledger = new DeliveryLedger(new PostgresLedgerStore(database), () => new Date());
    times.push(await timed(() => ledger.leftAtMost(tenantId, 0)));
  }
  print(`a month of ${SENDS} sends to ${USERS} users counted anew, ms`, median(times).toFixed(0));
}

async function previews(database: Database, tenantId: number): Promise<void> {
  const nobody: SendsLeft = { leftAtMost: async () => OrdinalSet.of([]) };
  const [limited, unlimited] = [bitmapIndex(database), bitmapIndex(database, { sendsLeft: nobody })];
  const audience: Audience = {
    kind: "all",
    of: [
      { kind: "sex", sex: "MALE" },
      { kind: "not", of: { kind: "province", id: 12 } },
    ],
  };
  const options = { sampleSize: 20, topTags: 10 };
  const variants = {
    limited: () => limited.preview(tenantId, audience, options),
    unlimited: () => unlimited.preview(tenantId, audience, options),
  };
  const ms = await race(variants, 50);
  const ratio = ms.limited / ms.unlimited;
  print(`previews that leave out who had the month's four, against those that do not ask`, ratio.toFixed(2), `≤ ${GOAL_PREVIEW}`);
  print("  milliseconds", `${ms.limited.toFixed(2)} and ${ms.unlimited.toFixed(2)}`);
  if (ratio > GOAL_PREVIEW) process.exitCode = 1;
  await limited.close();
  await unlimited.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
