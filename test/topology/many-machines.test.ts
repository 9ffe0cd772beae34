import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createEmptyDatabase } from "../support/database.js";
import { openTestSearch, type TestSearch } from "../support/elasticsearch.js";
import { ManyMachines } from "../support/many-machines.js";
import { type OwnCluster, startOwnCluster } from "../support/own-cluster.js";
import { Prober } from "../support/prober.js";
import { newPrefix } from "../support/redis.js";
import { newBucketUrl } from "../support/s3.js";

const FOLLOWERS = 200_001;
/** One is left out, so that it goes by openid. */
const RECIPIENTS = FOLLOWERS - 1;
const BATCH = 10_000;
const BATCHES = RECIPIENTS / BATCH;
/** So long does WeChat take for a call while something happens to those who call: a send lasts longer than four restarts. */
const CALL_MS = 5_000;
/** So many followers told that they are here. */
const NEAR = 100;
const HERE = { latitude: 31.2304, longitude: 121.4737 };
/** A dozen processes on whatever machine this is. */
const STEP_MS = 400_000;

let machines: ManyMachines;
let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let search: TestSearch;
let cluster: OwnCluster;

beforeAll(async () => {
  database = await createEmptyDatabase();
  search = openTestSearch();
  cluster = await startOwnCluster();
  const prefix = newPrefix();
  machines = await ManyMachines.start({
    DATABASE_URL: database.url,
    REDIS_URL: inject("redisUrl"),
    REDIS_PREFIX: prefix,
    REDIS_CLUSTER_NODES: cluster.nodes,
    WECHAT_TOKEN_KEY: `${prefix}:weixin:<appid>`,
    ELASTICSEARCH_URL: search.url,
    ELASTICSEARCH_INDEX: search.alias,
    OBJECT_STORE_URL: await newBucketUrl(),
    NGINX_PROGRAM: String(process.env.TEST_NGINX),
    FOLLOWERS: String(FOLLOWERS),
    WECHAT_MASS_CALLS_PER_MINUTE: "6000",
    MASS_SEND_RESULT_OVERDUE_SECONDS: "10",
  });
  await machines.job.signIn(machines.at("nginx"));
  await machines.job.sync(machines.at("nginx"), FOLLOWERS);
}, STEP_MS);
afterAll(async () => {
  await machines?.close();
  await cluster?.close();
  await search?.drop();
  await database?.drop();
}, 60_000);

const allOnce = { jobs: BATCHES, recipients: RECIPIENTS, deliveredOnce: RECIPIENTS, deliveredMoreThanOnce: 0 };
const whole = { status: "COMPLETED", recipients: RECIPIENTS, batches: BATCHES, batchesFinished: BATCHES };

/** Waits until a send got on by so many batches more. */
async function getsOn(id: string, batches: number): Promise<void> {
  const finished = async () => (await machines.job.progress(machines.at("api-1"), id)).batchesFinished;
  for (const from = await finished(); (await finished()) < from + batches; ) await sleep(50);
}

const near = () => machines.job.count(machines.at("nginx"), { near: { ...HERE, radiusMeters: 1_000 } });

/** A send under way while `meanwhile` happens, which has not ended before that is over; then as fast as it can. */
async function sendWhile(meanwhile: (id: string) => Promise<void>): Promise<string> {
  const { job } = machines;
  await job.slowDown(CALL_MS);
  const id = await job.startSend(machines.at("nginx"));
  await meanwhile(id);
  expect((await job.progress(machines.at("api-1"), id)).batchesFinished).toBeLessThan(BATCHES);
  await job.speedUp();
  return id;
}

describe("nginx, two api processes and two workers, on PostgreSQL, Redis, a Redis Cluster, Elasticsearch and S3", {
  timeout: STEP_MS,
}, () => {
  it("do the main job, and show its progress to a subscriber on the other api", async () => {
    const { job } = machines;
    const nginx = machines.at("nginx");
    await job.tellPlaces(NEAR, HERE);
    const { tagId, total } = await job.tag(nginx, "everybody", { subscribed: true });
    expect(total).toBe(FOLLOWERS);
    // The index writes 200,000 documents: until then a preview says of which moment it is.
    await expect.poll(() => job.count(nginx, { tag: tagId }), { timeout: STEP_MS }).toBe(FOLLOWERS);
    await expect.poll(near, { timeout: 60_000 }).toBe(NEAR);
    const id = await job.startSend(machines.at("api-1"));
    const { seen, ended } = await job.follow(machines.at("api-2"), id);
    await ended;
    expect(seen.at(-1)).toMatchObject(whole);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(await job.ledger(id)).toMatchObject(allOnce);
  });

  it("are restarted one after the other during a send: no request fails, no state is missed, nothing is done twice", async () => {
    const { job } = machines;
    const nginx = machines.at("nginx");
    const read = new Prober(2, async (signal) => job.probe(nginx, "{ me { username } }", signal));
    const write = new Prober(1, async (signal, nth) => {
      await sleep(100);
      return job.probe(nginx, `mutation { createTag(input: { name: "probe ${nth}" }) { id } }`, signal);
    });
    const following: Promise<unknown>[] = [];
    const id = await sendWhile(async (send) => {
      following.push(job.followOn(nginx, send));
      await getsOn(send, 1);
      await machines.rollingRestart();
    });
    const [seen] = (await Promise.all(following)) as [Awaited<ReturnType<typeof job.followOn>>];
    await Promise.all([read.stop(), write.stop()]);
    expect([read.failures, write.failures]).toEqual([[], []]);
    expect(read.answered).toBeGreaterThan(100);
    const seqs = seen.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject(whole);
    expect(await job.ledger(id)).toMatchObject(allOnce);
    const { tags } = await job.ask<{ tags: { name: string }[] }>(nginx, "{ tags { name } }");
    const made = tags.filter(({ name }) => name.startsWith("probe "));
    expect(made).toHaveLength(write.answered);
  });

  /** Kills and starts again; for a node of the Redis Cluster its replica takes its place. */
  async function kill(name: string): Promise<void> {
    if (name.startsWith("redis-")) {
      const nth = Number(name.slice("redis-".length)) - 1;
      cluster.kill(nth);
      await expect.poll(near, { timeout: 60_000 }).toBe(NEAR);
      return cluster.startAgain(nth);
    }
    await machines.kill(name);
    await machines.startAgain(name);
  }

  it.each([[["api-1", "api-2", "nginx"]], [["worker-1", "worker-2", "redis-1"]]])(
    "%j killed in turn during a send: nobody is missed, nobody gets it twice",
    async (names) => {
      const id = await sendWhile(async (send) => {
        for (const name of names) {
          await getsOn(send, 1);
          await kill(name);
        }
      });
      expect(await machines.job.untilOver(machines.at("nginx"), id)).toMatchObject(whole);
      expect(await machines.job.ledger(id)).toMatchObject(allOnce);
    },
  );
});
