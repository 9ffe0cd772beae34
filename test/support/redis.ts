import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import type { RedisAddress } from "../../src/config/redis-address.js";
import { redisAt } from "./redis-at.js";

/** The Redis that `npm run test:services` starts; `port`: by a way of the test's own. */
export function testRedis(port?: number): RedisAddress {
  return redisAt(inject("redisUrl"), port);
}

/** Begins the names of whatever one test keeps in a Redis that it shares with others. */
export function newPrefix(): string {
  return `test-${randomBytes(6).toString("hex")}`;
}
