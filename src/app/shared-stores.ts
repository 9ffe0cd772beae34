import type { Redis } from "ioredis";
import { PgAttemptStore } from "../accounts/adapters/pg-attempt-store.js";
import { RedisAttemptStore } from "../accounts/adapters/redis-attempt-store.js";
import type { AttemptStore } from "../accounts/index.js";
import type { Sealer } from "../platform/crypto/sealer.js";
import type { Database } from "../platform/database/database.js";
import type { Logger } from "../platform/logging/logger.js";
import { createInProcessPubSub } from "../platform/pubsub/in-process-pubsub.js";
import type { PubSub } from "../platform/pubsub/pubsub.port.js";
import { openPostgresQueue } from "../platform/queue/bullmq-postgres-queue.js";
import type { JobQueue } from "../platform/queue/job-queue.port.js";
import { closeRedis, openRedis, RedisCluster, type RedisClusterSettings, type RedisSettings } from "../platform/redis/index.js";
import type { ReadinessCheck } from "../server/index.js";
import { type WeChatStoreParts, wechatStores } from "./wechat-stores.js";

/** The Redis that several processes share. */
export interface SharedRedis {
  settings: RedisSettings;
  /** How all names of this installation begin there. */
  prefix: string;
  /** Where other services find the access token; `<appid>` in it stands for the account's. */
  tokenKey: string;
}

/** The Redis Cluster that keeps positions. */
export interface SharedCluster {
  settings: RedisClusterSettings;
  prefix: string;
}

export interface SharedStoreOptions {
  connectionString: string;
  redis: SharedRedis | null;
  redisCluster?: SharedCluster | null;
  sealer: Sealer;
  massCallsPerMinute: number;
  logger: Logger;
}

/** What processes meet at, besides the database's tables: in Redis where one is configured, else in PostgreSQL and in this process. */
export interface SharedStores {
  queue: JobQueue;
  pubsub: PubSub;
  attempts(database: Database): AttemptStore;
  wechat(parts: Pick<WeChatStoreParts, "database" | "accounts">): ReturnType<typeof wechatStores>;
  /**
   * null: positions are kept in PostgreSQL. Its outage makes no process unready: all of them would be, and only places and the audiences
   * that ask for one need it.
   */
  redisCluster: { cluster: RedisCluster; prefix: string } | null;
  readiness: ReadinessCheck[];
  /** The queue is closed first, by whoever made its handlers. */
  close(): Promise<void>;
}

export async function openSharedStores(options: SharedStoreOptions): Promise<SharedStores> {
  const { redis, redisCluster: shared = null, logger } = options;
  const cluster = shared && new RedisCluster(shared.settings, logger);
  try {
    await cluster?.answers();
    const stores = await (redis === null ? inPostgres(options) : inRedis(options, redis));
    const close = async () => {
      await stores.close();
      await cluster?.close();
    };
    return { ...stores, redisCluster: shared && cluster && { cluster, prefix: shared.prefix }, close };
  } catch (error) {
    // An open connection would keep a process alive that cannot start.
    await cluster?.close();
    throw error;
  }
}

type Stores = Omit<SharedStores, "redisCluster">;

async function inPostgres({ connectionString, sealer, massCallsPerMinute, logger }: SharedStoreOptions): Promise<Stores> {
  return {
    queue: await openPostgresQueue({ connectionString, logger }),
    pubsub: createInProcessPubSub(),
    attempts: (database) => new PgAttemptStore(database),
    wechat: (parts) => wechatStores({ ...parts, sealer, massCallsPerMinute, redis: null }),
    readiness: [],
    close: async () => undefined,
  };
}

/** Loaded only where it is used. */
async function inRedis({ sealer, massCallsPerMinute, logger }: SharedStoreOptions, redis: SharedRedis): Promise<Stores> {
  const { settings, prefix, tokenKey } = redis;
  const { openRedisPubSub } = await import("../platform/pubsub/redis-pubsub.js");
  const { openRedisQueue } = await import("../platform/queue/bullmq-redis-queue.js");
  const opened: (() => Promise<void>)[] = [];
  const close = async () => void (await Promise.all(opened.map((end) => end())));
  try {
    const client = await openRedis(settings, "commands", logger);
    opened.push(() => closeRedis(client));
    const pubsub = await openRedisPubSub({ settings, prefix, logger });
    opened.push(() => pubsub.close());
    return {
      queue: await openRedisQueue({ settings, prefix, logger }),
      pubsub,
      attempts: () => new RedisAttemptStore(client, prefix),
      wechat: (parts) => wechatStores({ ...parts, sealer, massCallsPerMinute, redis: { client, prefix, tokenKey } }),
      readiness: [{ name: "redis", check: () => answers(client) }],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answers(client: Redis): Promise<null> {
  await client.ping();
  return null;
}
