import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountKind } from "../src/accounts/index.js";
import { EVERYTHING } from "../src/app/work.js";
import { type App, createApp } from "../src/app.js";
import { saveSnapshot } from "../src/audiences/adapters/bitmap/snapshot-store.js";
import { Role } from "../src/graphql/roles.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { type BenchDatabase, loadPeople } from "./_people.js";
import { zipfTags } from "./_zipf-tags.js";

/** Their ids are 1 to this. */
export const TAGS = 200;
/** The viewer of the tenant that `openPreviewServer` makes. */
export const VIEWER = { username: "bench", password: "correct horse battery" };
/** Sampled people stand among these, so that no more rows are written. */
const MOST_ROWS = 1_000_000;
const SECRET = Buffer.alloc(32, 1);

/**
 * Tagcast over `users` people with zipfian tags, their bitmaps made up and stored as a snapshot, which is loaded here; `loadedMs` says how
 * long that took.
 */
export async function openPreviewServer(bench: BenchDatabase, users: number): Promise<{ app: App; port: number; loadedMs: number }> {
  const app = await createApp({
    ...{ connectionString: bench.connectionString, sealer: new Sealer(SECRET), logger: silentLogger, sandbox: true },
    ...{
      wechatApiBaseUrl: "http://127.0.0.1:9",
      massCallsPerMinute: 60,
      massSendBatchSize: 10_000,
      massSendResultOverdueSeconds: 120,
      massSendQuotaDelaySeconds: 300,
      webhookAllowedNetworks: [],
    },
    ...{ corsOrigins: [], trustProxy: false, audienceMemoryMb: 1_024, objectFolder: join(tmpdir(), "tagcast-bench-objects") },
    elasticsearch: null,
    bucket: null,
    redis: null,
    role: EVERYTHING,
  });
  const tenantId = (await keptTenant(bench, users)) ?? (await make(bench, app.core.accounts, users));
  const started = performance.now();
  await app.audienceIndex.count(tenantId, { kind: "everyone" });
  const loadedMs = performance.now() - started;
  const { port } = await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, port, loadedMs };
}

/** Of a run before this one. */
async function keptTenant({ database }: BenchDatabase, users: number): Promise<number | null> {
  const sql = "SELECT tenant_id AS id, next_ordinal AS users FROM tenant_counter";
  const [tenant] = (await database.pool.query<{ id: number; users: number }>(sql)).rows;
  if (tenant && Number(tenant.users) !== users) throw new Error(`TAGCAST_BENCH_FOLDER holds ${tenant.users} people, not ${users}`);
  return tenant?.id ?? null;
}

/** The tenant with its people, and its operator. */
async function make(bench: BenchDatabase, { tenants, operators }: App["core"]["accounts"], users: number): Promise<number> {
  const { id } = await tenants.createTenant(
    {
      ...{ name: "bench", appId: `wx${randomBytes(8).toString("hex")}`, appSecret: "0123456789abcdef", callbackToken: "token" },
      ...{ encodingAesKey: null, kind: AccountKind.SERVICE, sandbox: true },
    },
    "test",
  );
  await store(bench, id, users);
  await operators.create(id, { ...VIEWER, role: Role.VIEWER }, "bench");
  return id;
}

async function store({ database }: BenchDatabase, tenantId: number, users: number): Promise<void> {
  const bitmaps = await zipfTags(users, TAGS);
  await loadPeople(database, Math.min(users, MOST_ROWS), tenantId);
  await database.pool.query(
    "INSERT INTO tag (id, tenant_id, name, group_name) SELECT id, $1, 'tag ' || id, 'group' FROM generate_series(1, $2::int) id",
    [tenantId, TAGS],
  );
  await database.pool.query("UPDATE tenant_counter SET next_ordinal = $2, change_position = $3 WHERE tenant_id = $1", [
    tenantId,
    users,
    bitmaps.position,
  ]);
  await database.transaction((tx) => saveSnapshot(tx, tenantId, bitmaps));
  await database.pool.query("VACUUM ANALYZE");
}
