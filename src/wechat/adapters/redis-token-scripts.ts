import { RedisScript } from "../../platform/redis/index.js";

/** The clock of all processes, in milliseconds. */
const NOW = "local time = redis.call('TIME') local now = time[1] * 1000 + math.floor(time[2] / 1000)";

/** KEYS: the token. Gives Redis's time, then version, source, expiresAt, refreshedAt, sealed token; these false where there is none. */
export const READ = new RedisScript(`
  ${NOW}
  local stored = redis.call('HMGET', KEYS[1], 'version', 'source', 'expiresAt', 'refreshedAt', 'sealed')
  return {now, unpack(stored)}`);

/**
 * KEYS: the token, the key of other services, the lock. ARGV: version, source, expiresAt, refreshedAt, sealed, the bare token, and the
 * fence; without one ('') the lock is not asked for. Gives 'saved', 'lost' (the lock is another's), 'older' or 'over'.
 */
export const WRITE = new RedisScript(`
  ${NOW}
  if ARGV[7] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[7] then return 'lost' end
  if (tonumber(redis.call('HGET', KEYS[1], 'version')) or 0) >= tonumber(ARGV[1]) then return 'older' end
  local left = tonumber(ARGV[3]) - now
  if left <= 0 and ARGV[7] == '' then return 'over' end
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'source', ARGV[2], 'expiresAt', ARGV[3], 'refreshedAt', ARGV[4], 'sealed', ARGV[5])
  if left > 0 then redis.call('SET', KEYS[2], ARGV[6], 'PX', left) else redis.call('DEL', KEYS[2]) end
  return 'saved'`);
