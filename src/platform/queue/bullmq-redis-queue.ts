import { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "../logging/logger.js";
import { closeRedis, openRedis, type RedisSettings } from "../redis/index.js";
import { BullmqQueue, type BullmqStore, type Envelope, QUEUE_TIMINGS, type QueueTimings } from "./bullmq-queue.js";
import type { JobQueue } from "./job-queue.port.js";

/**
 * BullMQ on Redis, under keys that begin with `prefix`. Adding uses one connection, on which a command fails where Redis does not answer;
 * workers another, on which it waits, and each a third of its own that blocks until there is work.
 */
export async function openRedisQueue(options: {
  settings: RedisSettings;
  prefix: string;
  logger: Logger;
  timings?: Partial<QueueTimings>;
}): Promise<JobQueue> {
  const { settings, prefix, logger, timings } = options;
  const adding = await openRedis(settings, "commands", logger);
  const working = await openRedis(settings, "waiting", logger).catch(async (error: unknown) => {
    await closeRedis(adding);
    throw error;
  });
  for (const connection of [adding, working]) connection.setMaxListeners(0);
  return new BullmqQueue(storeOn({ adding, working }, `${prefix}:jobs`), logger, { ...QUEUE_TIMINGS, ...timings });
}

function storeOn({ adding, working }: { adding: Redis; working: Redis }, prefix: string): BullmqStore {
  return {
    queue: (name) => new Queue<Envelope, void, string>(name, { connection: adding, prefix, streams: { events: { maxLen: 100 } } }),
    worker: (name, process, options) => new Worker<Envelope, void, string>(name, process, { connection: working, prefix, ...options }),
    end: async () => void (await Promise.all([closeRedis(adding), closeRedis(working)])),
  };
}
