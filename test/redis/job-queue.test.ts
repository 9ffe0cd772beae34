import { afterAll } from "vitest";
import { openRedisQueue } from "../../src/platform/queue/bullmq-redis-queue.js";
import type { JobQueue } from "../../src/platform/queue/job-queue.port.js";
import { describeJobQueue } from "../contracts/job-queue.js";
import { newPrefix, testRedis } from "../support/redis.js";
import { type SeverableProxy, startProxy } from "../support/severable-proxy.js";

const prefix = newPrefix();
const proxies = new Map<JobQueue, SeverableProxy>();

afterAll(async () => {
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
});

describeJobQueue("BullMQ on Redis", () => ({
  open: async ({ logger, ...timings }) => {
    const proxy = await startProxy(testRedis().port);
    const queue = await openRedisQueue({ settings: testRedis(proxy.port), prefix, logger, timings });
    proxies.set(queue, proxy);
    return queue;
  },
  kill: async (queue) => proxies.get(queue)?.sever(),
  revive: async (queue) => proxies.get(queue)?.restore(),
}));
