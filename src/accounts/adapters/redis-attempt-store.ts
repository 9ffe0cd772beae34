import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import type { AttemptStore } from "../stores.port.js";

/** Nobody is refused here: LoginLimits compares. */
const WITHOUT_END = Number.MAX_SAFE_INTEGER;

/**
 * Counts in Redis, whose clock ends the windows. While Redis does not answer each process counts by itself, so that guessing stays
 * limited and people can still sign in.
 */
export class RedisAttemptStore implements AttemptStore {
  private readonly limiter: RateLimiterRedis;

  constructor(client: Redis, prefix: string) {
    const common = { points: WITHOUT_END, duration: 1, keyPrefix: `${prefix}:login` };
    this.limiter = new RateLimiterRedis({
      ...common,
      storeClient: client,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(common),
    });
  }

  async take(key: string, now: Date, windowMs: number): Promise<{ count: number; expiresAt: Date }> {
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(key, 1, { customDuration: Math.ceil(windowMs / 1_000) });
    return { count: consumedPoints, expiresAt: new Date(now.getTime() + msBeforeNext) };
  }

  async giveBack(key: string): Promise<void> {
    const counted = await this.limiter.get(key);
    if (counted !== null && counted.consumedPoints > 0) await this.limiter.reward(key, 1);
  }

  async reset(key: string): Promise<void> {
    await this.limiter.delete(key);
  }

  /** Redis does so by itself. */
  forgetExpired(): Promise<void> {
    return Promise.resolve();
  }
}
