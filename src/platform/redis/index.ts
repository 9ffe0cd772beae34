export { closeRedis, openRedis, type RedisSettings, RedisUnreachable } from "./redis.js";
export { RedisCluster, type RedisClusterSettings } from "./redis-cluster.js";
export { RedisLockBusy, type RedisLockTimes, withRedisLock } from "./redis-lock.js";
export { RedisScript } from "./script.js";
