import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { RedisScript } from "../../platform/redis/index.js";
import { MASS_CALL_WINDOW_MS, MASS_CALLS_PER_MINUTE, type MassCallLimiter } from "../mass-call-limiter.js";

/** KEYS: the calls of the window, by when they were made. ARGV: window (ms), limit, a name for this call. One clock, Redis's, for all processes. */
const TAKE = new RedisScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
  -- Of a clock that was ahead and has been set back.
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. (now + window), '+inf')
  local oldest = redis.call('ZRANGE', KEYS[1], -limit, -limit, 'WITHSCORES')
  if oldest[2] then return math.min(math.max(oldest[2] + window - now, 1), window) end
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], 2 * window)
  return 0`);

/**
 * Counts in Redis, so that all processes share one allowance. Where Redis loses its memory, up to `limit` calls too many may go within
 * that minute; WeChat refuses them, and they are made in the next.
 */
export class RedisMassCallLimiter implements MassCallLimiter {
  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
    private readonly limit = MASS_CALLS_PER_MINUTE,
  ) {}

  async tryTake(tenantId: number): Promise<number> {
    const call = randomBytes(9).toString("base64url");
    return Number(await TAKE.run(this.client, [this.key(tenantId)], [MASS_CALL_WINDOW_MS, this.limit, call]));
  }

  private key(tenantId: number): string {
    return `${this.prefix}:mass-calls:{${tenantId}}`;
  }
}
