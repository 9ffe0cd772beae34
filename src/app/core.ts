import type { Registry } from "prom-client";
import { type Accounts, createAccounts } from "../accounts/adapters/create-accounts.js";
import type { Sealer } from "../platform/crypto/sealer.js";
import { type Database, openDatabase } from "../platform/database/database.js";
import { RowChanges } from "../platform/database/row-changes.js";
import type { Logger } from "../platform/logging/logger.js";
import { createMetrics } from "../platform/metrics/metrics.js";
import { ObjectLinks } from "../platform/objects/object-links.js";
import type { ObjectStore } from "../platform/objects/object-store.port.js";
import type { S3Settings } from "../platform/objects/s3-object-store.js";
import type { PubSub } from "../platform/pubsub/pubsub.port.js";
import type { JobQueue } from "../platform/queue/job-queue.port.js";
import { openTracing } from "../platform/tracing/open-tracing.js";
import type { Tracing, TracingOptions } from "../platform/tracing/tracing.js";
import type { ReadinessCheck } from "../server/index.js";
import { HttpWeChatClients, type MassCallLimiter } from "../wechat/index.js";
import { followedQueue } from "./followed-queue.js";
import { openObjectStore } from "./object-store.js";
import { queueMetrics } from "./queue-metrics.js";
import { openSharedStores, type SharedCluster, type SharedRedis, type SharedStores } from "./shared-stores.js";
import { wechatMetrics } from "./wechat-metrics.js";
import { wechatSteps } from "./wechat-steps.js";
import { ChosenWork, type KindOfWork, type Role } from "./work.js";

export interface AppOptions {
  /** A migrated database. */
  connectionString: string;
  role: Role;
  /** null: this is the only process. */
  redis: SharedRedis | null;
  /** null, or absent: positions are kept in PostgreSQL. */
  redisCluster?: SharedCluster | null;
  /** null: audiences are answered by bitmaps in the process. */
  elasticsearch: { url: string; index: string } | null;
  sealer: Sealer;
  /** Where files are kept; made when the first comes. */
  objectFolder: string;
  /** null: in that folder. */
  bucket: S3Settings | null;
  wechatApiBaseUrl: string;
  massCallsPerMinute: number;
  massSendBatchSize: number;
  massSendResultOverdueSeconds: number;
  massSendQuotaDelaySeconds: number;
  /** Private networks that webhooks may be posted into, such as 10.1.0.0/16. */
  webhookAllowedNetworks: readonly string[];
  audienceMemoryMb: number;
  /** Shows the explorer. */
  sandbox: boolean;
  corsOrigins: readonly string[];
  trustProxy: boolean | number | string[];
  /** null, or absent: no traces. */
  tracing?: TracingOptions | null;
  /** How long a stop goes on serving while balancers are told to send nobody. Default: not at all. */
  drainDelayMs?: number;
  logger: Logger;
}

/** What every domain is wired from. */
export interface Core {
  options: AppOptions;
  logger: Logger;
  metrics: Registry;
  tracing: Tracing;
  clock: () => Date;
  database: Database;
  rowChanges: RowChanges;
  /** Takes up only what this process is to do. */
  queue: JobQueue;
  /** Whether this process does such work. */
  does(work: KindOfWork): boolean;
  objects: ObjectStore;
  objectLinks: ObjectLinks;
  pubsub: PubSub;
  /** null: positions are kept in PostgreSQL. */
  redisCluster: SharedStores["redisCluster"];
  accounts: Accounts;
  wechat: HttpWeChatClients;
  massCalls: MassCallLimiter;
  /** What the stores that all processes share need to be in order. */
  readiness: readonly ReadinessCheck[];
  close(): Promise<void>;
}

/** Work of a domain that goes on in the background. */
export interface Worker {
  start(): Promise<void>;
  /** Ends between two steps; what is left goes on at the next start. */
  stop(): Promise<void>;
}

export async function openCore(options: AppOptions): Promise<Core> {
  const { connectionString, logger, sealer } = options;
  const clock = () => new Date();
  const metrics = createMetrics();
  const tracing = await openTracing(options.tracing ?? null);
  const shared = await openSharedStores(options);
  const { pubsub, redisCluster, readiness } = shared;
  const { works } = options.role;
  const queue = new ChosenWork(followedQueue(shared.queue, tracing), works);
  queueMetrics(metrics, queue);
  const database = openDatabase(connectionString, tracing);
  const rowChanges = new RowChanges(connectionString);
  await rowChanges.start();
  const accounts = createAccounts({ database, sealer, clock, changes: rowChanges, attempts: shared.attempts(database) });
  const { tokens, limiter: massCalls } = shared.wechat({ database, accounts: accounts.tenants });
  const wechat = new HttpWeChatClients({
    http: { baseUrl: options.wechatApiBaseUrl },
    accounts: { byTenantId: (tenantId) => accounts.tenants.byTenant(tenantId) },
    ...{ tokens, limiter: massCalls },
    log: logger,
    onCall: wechatSteps(tracing, wechatMetrics(metrics)),
  });
  const objectLinks = new ObjectLinks(sealer, clock);
  const objects = await openObjectStore(options, objectLinks);
  const close = async () => {
    await queue.close();
    await wechat.close();
    await shared.close();
    await rowChanges.stop();
    await database.close();
    await tracing.close();
  };
  const platform = {
    options,
    logger,
    metrics,
    tracing,
    clock,
    database,
    rowChanges,
    queue,
    objects,
    objectLinks,
    pubsub,
    redisCluster,
    readiness,
  };
  const does = (work: KindOfWork) => works.includes(work);
  return { ...platform, does, accounts, wechat, massCalls, close };
}
