import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountKind, type Tenant } from "../../src/accounts/index.js";
import type { SharedCluster, SharedRedis } from "../../src/app/shared-stores.js";
import { EVERYTHING, type Role as ProcessRole } from "../../src/app/work.js";
import { type App, createApp } from "../../src/app.js";
import { freePort } from "../../src/cli/ports.js";
import { seedDemoUsers } from "../../src/cli/seed-demo-users.js";
import { Role } from "../../src/graphql/roles.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { type Logger, silentLogger } from "../../src/platform/logging/logger.js";
import type { S3Settings } from "../../src/platform/objects/s3-object-store.js";
import { type Simulator, type AppOptions as SimulatorApp, startSimulator } from "../../src/simulator/index.js";
import { type Answer, httpCaller } from "./caller.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { type SeverableProxy, startProxy } from "./severable-proxy.js";
import { TestSocket } from "./socket.js";

export interface WorldOptions {
  /** People who follow the account at WeChat; default 1,000. */
  followers?: number;
  /** Whether they stand in Tagcast's database already, as demo users; default true. */
  seeded?: boolean;
  /** The account's kind, here and at WeChat; default SERVICE. */
  kind?: AccountKind;
  /** Further options of the simulator's account. */
  account?: Partial<SimulatorApp>;
  batchSize?: number;
  massCallsPerMinute?: number;
  /** How long after its acceptance WeChat is asked for a batch without result; default 120. */
  resultOverdueSeconds?: number;
  /** Answers audiences from there; default: bitmaps in the process. */
  elasticsearch?: { url: string; index: string };
  /** Keeps files there; default: in `objectFolder`. */
  bucket?: S3Settings;
  /** What several processes share; default: nothing, this is the only one. */
  redis?: SharedRedis;
  redisCluster?: SharedCluster;
  /** What the server does; default: everything. */
  role?: ProcessRole;
  /** How many times as fast WeChat's jobs are done; default 1,000. */
  speedFactor?: number;
  logger?: Logger;
  /** Private networks that webhooks may be posted into; default none. */
  webhookAllowedNetworks?: readonly string[];
  /** Whether the server reaches its database through `proxy`; default false. */
  severable?: boolean;
  /** Address of an OTLP collector that traces go to; default none. */
  traceTo?: string;
}

/** Everything there is, on a database of its own: the whole server over HTTP, and WeChat's simulator. */
export interface World {
  app: App;
  url: string;
  simulator: Simulator;
  tenant: Tenant;
  test: TestDatabase;
  /** What its database is sealed under, for another process on the same. */
  secretKey: Buffer;
  /** The server's way to the database, where `severable`; `test` has its own. */
  proxy: SeverableProxy | null;
  /** Where the object store keeps its files. */
  objectFolder: string;
  /** Signs a new operator in. */
  operator(role: Role): Promise<Client>;
  /** Ends the server (as SIGTERM would) and starts it again on the same database and port. */
  restart(): Promise<void>;
  /** A second tenant in the same database, with an operator. */
  stranger(role: Role): Promise<Client>;
  close(): Promise<void>;
}

/** Somebody signed in. */
export interface Client {
  token: string;
  username: string;
  /** Asks one operation, whatever comes of it. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Asks one operation that must work; gives its data, in the shape the test says it has. */
  get<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** A WebSocket, connected and acknowledged. */
  socket(): Promise<TestSocket>;
}

const WECHAT_KIND = { [AccountKind.SERVICE]: "service", [AccountKind.SUBSCRIPTION]: "subscription" } as const;
const PASSWORD = "correct horse battery";
const SEED = 7;

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { followers = 1_000, speedFactor = 1_000, logger = silentLogger } = options;
  const test = await createTestDatabase();
  const port = await freePort("127.0.0.1", 0, "PORT");
  const url = `http://127.0.0.1:${port}`;
  const account = { ...accountSecrets(), kind: options.kind ?? AccountKind.SERVICE };
  const callback = { url: `${url}/wechat/callback/${account.appId}`, token: account.callbackToken, encodingAesKey: account.encodingAesKey };
  const simulator = await startSimulator({
    apps: [
      {
        appId: account.appId,
        appSecret: account.appSecret,
        callback: { ...callback, mode: "safe" },
        kind: WECHAT_KIND[account.kind],
        ...options.account,
      },
    ],
    ...{ followers, speedFactor, seed: SEED, massCallsPerMinute: options.massCallsPerMinute ?? 100_000 },
  });
  const secretKey = randomBytes(32);
  const sealer = new Sealer(secretKey);
  const objectFolder = await mkdtemp(join(tmpdir(), "tagcast-objects-"));
  const database = new URL(test.url);
  const proxy = options.severable ? await startProxy(Number(database.port)) : null;
  if (proxy) database.port = String(proxy.port);
  const start = async (): Promise<App> => {
    const app = await createApp({
      ...{ connectionString: database.href, sealer, objectFolder, logger, wechatApiBaseUrl: simulator.url, sandbox: true },
      elasticsearch: options.elasticsearch ?? null,
      bucket: options.bucket ?? null,
      redis: options.redis ?? null,
      redisCluster: options.redisCluster ?? null,
      role: options.role ?? EVERYTHING,
      massCallsPerMinute: options.massCallsPerMinute ?? 100_000,
      massSendBatchSize: options.batchSize ?? 10_000,
      massSendResultOverdueSeconds: options.resultOverdueSeconds ?? 120,
      massSendQuotaDelaySeconds: 300,
      webhookAllowedNetworks: options.webhookAllowedNetworks ?? [],
      audienceMemoryMb: 1_024,
      corsOrigins: [],
      trustProxy: false,
      tracing: options.traceTo === undefined ? null : { endpoint: options.traceTo, ratio: 1 },
    });
    return app;
  };
  let app = await start();
  const tenant = await app.core.accounts.tenants.createTenant(account, "test");
  if (options.seeded !== false)
    await seedDemoUsers(
      { environment: { elasticsearch: options.elasticsearch ?? null, redisCluster: null }, database: test.database, logger },
      { tenantId: tenant.id, seed: SEED, users: followers },
    );
  await app.listen({ host: "127.0.0.1", port });
  await app.start();

  return {
    get app() {
      return app;
    },
    ...{ url, simulator, tenant, test, proxy, secretKey, objectFolder },
    operator: (role) => signIn(app, url, tenant, role),
    stranger: async (role) => signIn(app, url, await app.core.accounts.tenants.createTenant(accountSecrets(), "test"), role),
    restart: async () => {
      await app.close();
      app = await start();
      await app.listen({ host: "127.0.0.1", port });
      await app.start();
    },
    close: async () => {
      await app.close();
      await simulator.close();
      await proxy?.close();
      await test.drop();
      await rm(objectFolder, { recursive: true, force: true });
    },
  };
}

function accountSecrets() {
  return {
    name: "Brand",
    appId: `wx${randomBytes(8).toString("hex")}`,
    appSecret: randomBytes(16).toString("hex"),
    callbackToken: randomBytes(8).toString("hex"),
    encodingAesKey: randomBytes(32).toString("base64").slice(0, 43),
    kind: AccountKind.SERVICE,
    sandbox: true,
  };
}

async function signIn(app: App, url: string, tenant: Tenant, role: Role): Promise<Client> {
  const username = `u${randomBytes(6).toString("hex")}`;
  await app.core.accounts.operators.create(tenant.id, { username, password: PASSWORD, role }, "test");
  const call = httpCaller(url);
  const login = await call("mutation($u: String!, $p: String!) { login(username: $u, password: $p) { token } }", {
    u: username,
    p: PASSWORD,
  });
  const session = login.data?.login as { token: string } | undefined;
  if (session === undefined) throw new Error(JSON.stringify(login.errors));
  const { token } = session;
  const ask = (query: string, variables?: Record<string, unknown>) => call(query, variables, token);
  return {
    ...{ token, username, ask },
    get: async <Data>(query: string, variables?: Record<string, unknown>) => {
      const answer = await ask(query, variables);
      if (answer.errors) throw new Error(`${query}\n${JSON.stringify(variables)}\n${JSON.stringify(answer.errors, null, 2)}`);
      return answer.data as Data;
    },
    socket: () => TestSocket.connect(url, token),
  };
}

export { Role };
