import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openPostgresQueue } from "../../src/platform/queue/bullmq-postgres-queue.js";
import type { JobQueue } from "../../src/platform/queue/job-queue.port.js";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.js";
import { type SeverableProxy, startProxy } from "../support/severable-proxy.js";
import { describeJobQueue } from "./job-queue.js";

let test: TestDatabase;
const proxies = new Map<JobQueue, SeverableProxy>();

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  await test.drop();
});

describeJobQueue("BullMQ on PostgreSQL", () => ({
  open: async ({ logger, ...timings }) => {
    const through = new URL(test.url);
    const proxy = await startProxy(Number(through.port));
    through.port = String(proxy.port);
    const queue = await openPostgresQueue({ connectionString: through.toString(), logger, timings });
    proxies.set(queue, proxy);
    return queue;
  },
  kill: async (queue) => proxies.get(queue)?.sever(),
  revive: async (queue) => proxies.get(queue)?.restore(),
}));

describe("openPostgresQueue", () => {
  it("makes its tables in a fresh database, also when several processes start together", async () => {
    const empty = await createEmptyDatabase();
    const open = () => openPostgresQueue({ connectionString: empty.url, logger: silentLogger });
    const queues = await Promise.all([open(), open(), open()]);
    try {
      const seen = new Promise<unknown>((resolve) => void queues[0]?.process("q", 1, async (data) => resolve(data)));
      await queues[1]?.add("q", "a", { n: 1 });
      expect(await seen).toEqual({ n: 1 });
    } finally {
      await Promise.all(queues.map((queue) => queue.close()));
      await empty.drop();
    }
  });
});
