import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OwnRedis, startOwnRedis } from "../support/redis-servers.js";
import { type Node, Topology } from "../support/topology.js";

const FOLLOWERS = 2_001;
const BATCH = 200;
const RECIPIENTS = FOLLOWERS - 1;
const BATCHES = RECIPIENTS / BATCH;
/** Six processes start and work on whatever machine this is. */
const STEP_MS = 400_000;

let redis: OwnRedis;
let topology: Topology;
let apis: [Node, Node];
let worker: Node;

beforeAll(async () => {
  redis = await startOwnRedis();
  topology = await Topology.start({ redisUrl: redis.url, prefix: "topology", followers: FOLLOWERS, batchSize: BATCH });
  apis = [await topology.node(["api"]), await topology.node(["api"])];
  worker = await topology.node(["worker"]);
  await topology.job.signIn(apis[0]);
  await topology.job.sync(apis[0], FOLLOWERS);
  // Long enough for what happens to a send to happen while it is under way.
  await topology.job.slowDown(250);
}, STEP_MS);
afterAll(async () => {
  await topology?.close();
  redis?.close();
}, 60_000);

const allOnce = { jobs: BATCHES, recipients: RECIPIENTS, deliveredOnce: RECIPIENTS, deliveredMoreThanOnce: 0 };
const underWay = async (id: string, batches: number) => {
  while ((await topology.job.progress(apis[0], id)).batchesFinished < batches) await sleep(20);
};

describe("two api processes and a worker, on one Redis", { timeout: STEP_MS }, () => {
  it("say that files stay on each machine where no bucket is named", () => {
    for (const { program } of [...apis, worker]) expect(program.log).toContain("without OBJECT_STORE_URL");
  });

  it("show the progress of a send started on one to a subscriber on the other", async () => {
    const id = await topology.job.startSend(apis[0]);
    const { seen, ended } = await topology.job.follow(apis[1], id);
    await ended;
    expect(seen.at(-1)).toMatchObject({ status: "COMPLETED", batches: BATCHES, batchesFinished: BATCHES, recipients: RECIPIENTS });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(await topology.job.ledger(id)).toEqual(expect.objectContaining(allOnce));
  });

  it("answer after a change in the other with that change in it", async () => {
    const everybody = { subscribed: true };
    for (const [here, there] of [apis, [apis[1], apis[0]] as const]) {
      const { tagId, total } = await topology.job.tag(here, `by ${here.url}`, everybody);
      expect(total).toBe(FOLLOWERS);
      expect(await topology.job.count(there, { tag: tagId })).toBe(FOLLOWERS);
    }
  });

  it("lose nothing when Redis loses its memory in the middle of a send", async () => {
    const id = await topology.job.startSend(apis[0]);
    const { seen, ended } = await topology.job.follow(apis[1], id);
    for (const batches of [1, 3]) {
      await underWay(id, batches);
      await redis.cli("FLUSHALL");
    }
    await ended;
    expect(seen.at(-1)).toMatchObject({ status: "COMPLETED", batchesFinished: BATCHES });
    expect(await topology.job.ledger(id)).toEqual(expect.objectContaining(allOnce));
  });

  it("go on with another worker when the first is killed, and each process stops cleanly when told", async () => {
    const id = await topology.job.startSend(apis[1]);
    await underWay(id, 2);
    const second = await topology.node(["worker", "--queues", "mass-sends"]);
    await topology.end(worker, "kill");
    expect(await topology.job.untilOver(apis[0], id)).toMatchObject({ status: "COMPLETED", batchesFinished: BATCHES });
    expect(await topology.job.ledger(id)).toEqual(expect.objectContaining(allOnce));
    expect([await topology.end(second, "stop"), await topology.end(apis[1], "stop")]).toEqual([0, 0]);
  });
});
