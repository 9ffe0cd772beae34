import { inject } from "vitest";
import { type RedisClusterAddress, redisClusterNodes } from "../../src/config/redis-address.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { RedisCluster } from "../../src/platform/redis/index.js";

/** The Redis Cluster that `npm run test:services` starts. */
export function testCluster(): RedisClusterAddress {
  return redisClusterNodes.parse(inject("redisClusterNodes"));
}

/** A client of it, with means to look at what stands under one prefix, and to take it away. */
export function openTestCluster(prefix: string, settings: RedisClusterAddress = testCluster()) {
  const cluster = new RedisCluster(settings, silentLogger);
  const keys = async () => {
    // Before the first command nobody knows the nodes.
    await cluster.client.ping();
    return (await Promise.all(cluster.client.nodes("master").map((node) => node.keys(`${prefix}:*`)))).flat();
  };
  const clear = async () => void (await Promise.all((await keys()).map((key) => cluster.client.del(key))));
  return { cluster, keys, clear };
}
