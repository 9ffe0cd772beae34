export { closeRedis, openRedis, type RedisSettings, RedisUnreachable } from "./redis.js";
export { RedisLockBusy, type RedisLockTimes, withRedisLock } from "./redis-lock.js";
export { RedisScript } from "./script.js";
