// Tags that follow rules: how soon a user who changed has the right tags, what following costs beside the change itself, and how
// fast a whole tag is brought in line, against the plainest set-based INSERT of the same pairs into the same table.
import "reflect-metadata";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repeatedly } from "../src/app/repeatedly.js";
import { PostgresChangeLog } from "../src/audiences/adapters/postgres-change-log.js";
import { type Audience, audienceToJson } from "../src/audiences/index.js";
import { type Database, openDatabase } from "../src/platform/database/database.js";
import { startEmbeddedPostgres } from "../src/platform/database/embedded/index.js";
import { applyMigrations } from "../src/platform/database/migrate.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { PostgresTagChanges } from "../src/tags/adapters/postgres-tag-changes.js";
import { RULE_SWEEP_MS, RuleSweeper } from "../src/tags/index.js";
import { auditIn, someEntry } from "../test/support/audit.js";
import { insertTenant } from "../test/support/base-data.js";
import { bitmapIndex } from "../test/support/bitmap-index.js";
import { ruleParts } from "../test/support/rule-parts.js";

const USERS = 100_000;
const RULES = 100;
const AT_ONCE = 10_000;
const ROUNDS = 3;
const CHANGES = 20;
const GOAL_SECONDS = 5;
const GOAL_FOLLOWING = 4;
const GOAL_WHOLE = 2;

const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-"));
// PostgreSQL may run as another user, who must be able to pass.
chmodSync(folder, 0o711);
const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
try {
  await applyMigrations(server.connectionString);
  const database = openDatabase(server.connectionString);
  await run(database);
  await database.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run(database: Database): Promise<void> {
  const tenantId = await insertTenant(database, { appId: "wx0123456789abcdef", users: USERS });
  const index = bitmapIndex(database);
  const parts = ruleParts(database, index);
  const first = await tagWith(database, tenantId, 0);
  for (let n = 1; n < RULES; n++) await tagWith(database, tenantId, n);
  await parts.settle(tenantId);

  await wholeTag(database, parts, tenantId);
  // As PostgreSQL does by itself, some minutes later than here.
  await database.pool.query("VACUUM ANALYZE");
  await following(database, parts, tenantId);
  await soon(database, parts, tenantId, first);
  await index.close();
}

/** Each rule something else, and each in some users who become VIPs here. */
function ruleOf(n: number): Audience {
  const sex: Audience = { kind: "sex", sex: n % 2 === 0 ? "MALE" : "FEMALE" };
  const users: Audience = {
    kind: "any",
    of: [
      { kind: "vip", value: true },
      { kind: "province", id: n },
    ],
  };
  return { kind: "all", of: [sex, users, { kind: "not", of: { kind: "city", id: n } }] };
}

async function tagWith(database: Database, tenantId: number, n: number, audience = ruleOf(n)): Promise<number> {
  const tags = new PostgresTagChanges(database, new PostgresChangeLog(), auditIn);
  const fields = { name: `rule ${n}`, group: null, description: null, mirrorToWeChat: false };
  const tag = await tags.create(
    tenantId,
    { ...fields, rule: { json: audienceToJson(audience), check: async () => undefined } },
    someEntry(tenantId),
  );
  return tag?.tagId ?? 0;
}

/** Users `from` to `to` become VIPs, or cease to be. */
async function change(database: Database, tenantId: number, vip: boolean, from: number, to: number): Promise<void> {
  const ordinals = Array.from({ length: to - from }, (_, i) => from + i);
  await database.transaction(async (tx) => {
    await tx.query(
      "UPDATE user_info i SET vip = $4 FROM users u WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal >= $2 AND u.ordinal < $3",
      [tenantId, from, to, vip],
    );
    await new PostgresChangeLog().append(tx, tenantId, [{ kind: "USERS", ordinals }]);
  });
}

type Parts = ReturnType<typeof ruleParts>;

async function wholeTag(database: Database, { settle }: Parts, tenantId: number): Promise<void> {
  const [ours, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const everyone: Audience = { kind: "all", of: [{ kind: "everyone" }, { kind: "not", of: { kind: "source", id: round } }] };
    const tagId = await tagWith(database, tenantId, 1_000 + round, everyone);
    ours.push(await timed(() => settle(tenantId)));
    await new PostgresTagChanges(database, new PostgresChangeLog(), auditIn).update(tenantId, tagId, { rule: null }, someEntry(tenantId));
    const { rows } = await database.pool.query<{ id: number }>("INSERT INTO tag (tenant_id, name) VALUES ($1, $2) RETURNING id", [
      ...[tenantId, `plain ${round}`],
    ]);
    plain.push(await timed(() => insertPlainly(database, tenantId, rows[0]?.id ?? 0)));
  }
  report(`a tag of ${USERS} users brought in line with its rule, against INSERT … SELECT of ${AT_ONCE} at a time`, ours, plain, GOAL_WHOLE);
}

async function insertPlainly(database: Database, tenantId: number, tagId: number): Promise<void> {
  for (let from = 0; from < USERS; from += AT_ONCE) {
    await database.pool.query(
      "INSERT INTO user_tag (tag_id, user_id) SELECT $1, user_id FROM users WHERE tenant_id = $2 AND ordinal >= $3 AND ordinal < $4 ON CONFLICT DO NOTHING",
      [tagId, tenantId, from, from + AT_ONCE],
    );
  }
}

async function following(database: Database, { settle }: Parts, tenantId: number): Promise<void> {
  const [ours, changing]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    // 100 users really change their tags, 50 for each of two sexes and each of 50 rules; the others are touched only.
    changing.push(await timed(() => change(database, tenantId, false, round * AT_ONCE, (round + 1) * AT_ONCE)));
    await change(database, tenantId, true, round * AT_ONCE, round * AT_ONCE + 100);
    ours.push(await timed(() => settle(tenantId)));
  }
  report(`${AT_ONCE} users followed for ${RULES} rules, against the UPDATE that changed them`, ours, changing, GOAL_FOLLOWING);
}

async function soon(database: Database, { store, runner }: Parts, tenantId: number, tagId: number): Promise<void> {
  const sweeper = new RuleSweeper(store, { wake: (tenant) => runner.run(tenant) }, () => new Date());
  const sweeps = repeatedly(RULE_SWEEP_MS, "the sweep", () => sweeper.sweep(), silentLogger);
  sweeps.start();
  const seconds: number[] = [];
  for (let n = 0; n < CHANGES; n++) {
    // Ordinals divisible by three are men: the first rule's.
    const ordinal = 75_000 + 3 * n;
    await sleep(Math.random() * RULE_SWEEP_MS);
    await change(database, tenantId, true, ordinal, ordinal + 1);
    const began = performance.now();
    while (!(await carries(database, tenantId, tagId, ordinal))) await sleep(20);
    seconds.push((performance.now() - began) / 1_000);
  }
  await sweeps.stop();
  const worst = Math.max(...seconds);
  console.log(
    `from the commit of a change until the user has the right tag, ${RULES} rules, ${CHANGES} changes: median ${median(seconds).toFixed(2)} s, worst ${worst.toFixed(2)} s (goal ${GOAL_SECONDS} s)`,
  );
  if (worst > GOAL_SECONDS) process.exitCode = 1;
}

async function carries(database: Database, tenantId: number, tagId: number, ordinal: number): Promise<boolean> {
  const sql = "SELECT 1 FROM users JOIN user_tag USING (user_id) WHERE tenant_id = $1 AND ordinal = $2 AND tag_id = $3";
  return (await database.pool.query(sql, [tenantId, ordinal, tagId])).rows.length > 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function report(claim: string, ours: readonly number[], reference: readonly number[], goal: number): void {
  const ratio = median(ours) / median(reference);
  console.log(`${claim}: ${ratio.toFixed(2)} (goal ${goal}); ${Math.round(median(ours))} ms and ${Math.round(median(reference))} ms`);
  if (ratio > goal) process.exitCode = 1;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
