import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, Redis } from "ioredis";
import { RedisScript } from "./script.js";

export interface RedisLockTimes {
  /** A holder that does not renew it for this long (it is gone, or cut off) loses it. */
  lockMs: number;
  /** How long somebody waits for it. */
  waitMs: number;
}

/** Tried again about so often while another one has it. */
const POLL_MS = 50;

const RENEW = new RedisScript("return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0");
const RELEASE = new RedisScript("return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0");

export class RedisLockBusy extends Error {
  override readonly name = "RedisLockBusy";
}

/**
 * Runs `work` while no other process holds `key`. It is told its fence, the lock's present value, which whatever it writes must compare in
 * the same script: a holder that was too slow may have lost the lock without noticing. Rejects with RedisLockBusy after `waitMs`.
 */
export async function withRedisLock<T>(
  client: Redis | Cluster,
  key: string,
  { lockMs, waitMs }: RedisLockTimes,
  work: (fence: string) => Promise<T>,
): Promise<T> {
  const fence = randomBytes(16).toString("hex");
  const deadline = performance.now() + waitMs;
  while ((await client.set(key, fence, "PX", lockMs, "NX")) === null) {
    if (performance.now() > deadline) throw new RedisLockBusy(`another process has held ${key} for too long`);
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  // One renewal that fails is made up for by the next; when none is, the fence says so.
  const renewal = setInterval(() => void RENEW.run(client, [key], [fence, lockMs]).catch(() => null), lockMs / 3);
  try {
    return await work(fence);
  } finally {
    clearInterval(renewal);
    // It ends by itself where this does not reach it.
    await RELEASE.run(client, [key], [fence]).catch(() => null);
  }
}
