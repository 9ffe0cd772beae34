import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountKind } from "../src/accounts/index.js";
import { createApp } from "../src/app.js";
import { saveSnapshot } from "../src/audiences/adapters/bitmap/snapshot-store.js";
import { Role } from "../src/graphql/roles.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { type BenchDatabase, loadPeople, openBenchDatabase } from "./_people.js";
import { makeRandom, zipfTags } from "./_zipf-tags.js";

/*
 * `tagPreview` as a console asks it (count, reachable, 20 users, the commonest tags), over HTTP, at 1 and 10 million users; the
 * expressions differ each time. The bitmaps are made up and stored as a snapshot, which the start loads. Sampled people stand among
 * the first million, so that no more rows are written.
 *
 * npm run bench preview-graphql [-- <millions of users> …]
 */

const TAGS = 200;
const QUESTIONS = 400;
const MOST_ROWS = 1_000_000;
const QUERY = `query ($audience: AudienceInput!) {
  tagPreview(audience: $audience) {
    count reachable asOf tookMs
    sample { id openid subscribed createdAt info { nickname sex provinceId cityId } }
    tags { count tag { id name group } }
  }
}`;

interface Preview {
  count: number;
  reachable: number;
  tookMs: number;
  sample: object[];
  tags: object[];
}

for (const millions of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10]) {
  const bench = await openBenchDatabase();
  try {
    await run(bench, millions);
  } finally {
    await bench.close();
  }
}

async function run(bench: BenchDatabase, millions: number): Promise<void> {
  const users = millions * 1e6;
  const app = await createApp({
    ...{ connectionString: bench.connectionString, sealer: new Sealer(randomBytes(32)), logger: silentLogger, sandbox: true },
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
  });
  const { tenants, operators } = app.core.accounts;
  const tenant = await tenants.createTenant({
    ...{ name: "bench", appId: `wx${randomBytes(8).toString("hex")}`, appSecret: "0123456789abcdef", callbackToken: "token" },
    ...{ encodingAesKey: null, kind: AccountKind.SERVICE, sandbox: true },
  });
  await store(bench, tenant.id, users);
  await operators.create(tenant.id, { username: "bench", password: "correct horse battery", role: Role.VIEWER }, "bench");
  const started = performance.now();
  await app.audienceIndex.count(tenant.id, { kind: "everyone" });
  console.log(`start: bitmaps of ${millions} M users loaded in ms: ${(performance.now() - started).toFixed(0)} (goal ≤ 3000 at 1 M)`);
  const { port } = await app.listen({ host: "127.0.0.1", port: 0 });
  const ask = caller(port);
  const login = await ask("", 'mutation { login(username: "bench", password: "correct horse battery") { token } }', {});
  const { token } = (login.data as { login: { token: string } }).login;
  await measure(millions, async (audience) => (await ask(token, QUERY, { audience })).data as { tagPreview: Preview });
  await app.close();
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

/** Prints the median and the 99th percentile of different questions, and how much of it was the engine. */
async function measure(millions: number, preview: (audience: object) => Promise<{ tagPreview: Preview }>): Promise<void> {
  const random = makeRandom(millions);
  const tag = () => ({ tag: String(1 + Math.floor(TAGS ** random())) });
  const shapes: Record<string, () => object> = {
    "(A∧B)∨(C∧¬D)": () => ({ any: [{ all: [tag(), tag()] }, { all: [tag(), { not: tag() }] }] }),
    "one tag": tag,
    "two tags of the rarest half": () => ({ all: [1, 2].map(() => ({ tag: String(101 + Math.floor(100 * random())) })) }),
    "nearly everyone": () => ({ not: { all: [tag(), { not: tag() }] } }),
  };
  for (const [shape, draw] of Object.entries(shapes)) {
    for (let i = 0; i < QUESTIONS / 4; i++) await preview(draw());
    const times: number[] = [];
    const engine: number[] = [];
    const before = process.threadCpuUsage();
    for (let i = 0; i < QUESTIONS; i++) {
      const audience = draw();
      const started = performance.now();
      const { tagPreview } = await preview(audience);
      times.push(performance.now() - started);
      engine.push(tagPreview.tookMs);
    }
    const { user, system } = process.threadCpuUsage(before);
    const processor = ((user + system) / 1_000 / QUESTIONS).toFixed(2);
    const at = (all: number[], share: number): string =>
      ([...all].sort((a, b) => a - b)[Math.floor(all.length * share)] ?? Number.NaN).toFixed(2);
    console.log(
      `GraphQL preview, ${millions} M users, ${shape}: p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms; the engine's part ${at(engine, 0.5)} and ${at(engine, 0.99)}; ${processor} ms of the processor, the client's with it` +
        ` (goal ${millions > 1 ? "p99 ≤ 50" : "p50 ≤ 3, p99 ≤ 20"})`,
    );
  }
}

type Ask = (token: string, query: string, variables: object) => Promise<{ data: unknown }>;

/** The plainest client there is on one connection, so that what is measured is the server. */
function caller(port: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (token, query, variables) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
      const asked = request({ host: "127.0.0.1", port, path: "/graphql", method: "POST", agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(pieces).toString()) as { data: unknown; errors?: unknown };
          if (answer.errors) reject(new Error(JSON.stringify(answer.errors)));
          else resolve(answer);
        });
      });
      asked.on("error", reject);
      asked.end(JSON.stringify({ query, variables }));
    });
}
