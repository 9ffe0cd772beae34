import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { judgeCluster, type NodeSays } from "../../src/cli/doctor/cluster-checks.js";
import { DoctorWorld } from "../support/doctor-world.js";
import { newPrefix } from "../support/redis.js";
import { type OwnCluster, startOwnCluster } from "../support/redis-servers.js";

let world: DoctorWorld;
let own: OwnCluster;

beforeAll(async () => {
  world = await DoctorWorld.start();
  own = await startOwnCluster();
}, 120_000);
afterAll(async () => {
  own?.close();
  await world?.close();
});

const look = async (nodes: string) => {
  const { of } = await world.doctor({ REDIS_CLUSTER_NODES: nodes, REDIS_PREFIX: newPrefix() });
  return of("redis cluster");
};

describe("tagcast doctor with a Redis Cluster", { timeout: 120_000 }, () => {
  it("finds it in order", async () => {
    const { of } = await world.doctor({ REDIS_CLUSTER_NODES: inject("redisClusterNodes"), REDIS_PREFIX: newPrefix() });
    expect(of("redis cluster")).toMatchObject({
      status: "ok",
      message: expect.stringMatching(/^version \d+\.\d+\.\d+, 3 masters, 3 replicas, all 16384 slots served$/),
    });
    expect(of("deletion requests")?.status).toBe("ok");
  });

  it("takes a single Redis for none, and says so", async () => {
    expect(await look(inject("redisUrl"))).toMatchObject({
      status: "fault",
      message: expect.stringContaining("a single Redis, not a Cluster"),
    });
  });

  it("says which node does not answer, and never the password", async () => {
    const found = await look("redis://:hidden-secret@127.0.0.1:9,127.0.0.1:10");
    expect(found).toMatchObject({ status: "fault", message: expect.stringMatching(/127\.0\.0\.1:9 cannot be used.*nor can the other 1/) });
    expect(JSON.stringify(found)).not.toContain("hidden-secret");
    const some = await look(`${inject("redisClusterNodes")},127.0.0.1:9`);
    expect(some).toMatchObject({ status: "note", message: expect.stringMatching(/slots served; .*not all answer: .*127\.0\.0\.1:9/) });
  });

  it("says when it does not serve all slots", async () => {
    const [port = 0] = own.ports;
    await own.cli(port, "CLUSTER", "DELSLOTSRANGE", "0", "100");
    await expect
      .poll(() => look(own.url), { timeout: 60_000 })
      .toMatchObject({
        status: "fault",
        message: expect.stringMatching(/cluster_state is fail, \d+ of 16384 slots .*redis-cli --cluster check/),
      });
  });
});

describe("what a node says of its cluster", () => {
  const line = (id: string, flags: string, master = "-", slots = "") =>
    `${id} 10.0.0.1:70${id}@17001,host ${flags} ${master} 0 0 1 connected ${slots}`;
  const said = (changes: Partial<NodeSays>): NodeSays => ({
    info: "redis_version:7.2.4\r\nmaxmemory_policy:noeviction\r\n",
    clusterInfo: "cluster_state:ok\r\ncluster_slots_ok:16384\r\n",
    nodes: [line("01", "myself,master", "-", "0-16383"), line("02", "slave", "01")].join("\n"),
    ...changes,
  });

  it.each<[string, Partial<NodeSays>, string, string]>([
    ["whole", {}, "ok", "version 7.2.4, 1 masters, 1 replicas, all 16384 slots served"],
    ["alone", { nodes: line("01", "myself,master", "-", "0-16383") }, "note", "10.0.0.1:7001"],
    [
      "with a dead replica",
      { nodes: `${line("01", "master", "-", "0-16383")}\n${line("02", "slave,fail", "01")}` },
      "note",
      "has no replica",
    ],
    ["that evicts", { info: "redis_version:7.2.4\r\nmaxmemory_policy:allkeys-lru\r\n" }, "note", "maxmemory-policy noeviction"],
    ["too old", { info: "redis_version:6.0.16\r\n" }, "fault", "6.2 is the least"],
    ["failing", { clusterInfo: "cluster_state:fail\r\ncluster_slots_ok:16384\r\n" }, "fault", "cluster_state is fail"],
    ["with a gap", { clusterInfo: "cluster_state:ok\r\ncluster_slots_ok:16000\r\n" }, "fault", "16000 of 16384"],
    ["none", { clusterInfo: null }, "fault", "single Redis"],
  ])("%s", (_which, changes, status, message) => {
    expect(judgeCluster(said(changes))).toMatchObject({ status, message: expect.stringContaining(message) });
  });
});
