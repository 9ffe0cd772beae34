import { type RedisAddress, redisUrl } from "../../src/config/redis-address.js";

/** `port`: another way to the same. Without vitest, for processes that tests start. */
export function redisAt(url: string, port?: number): RedisAddress {
  const address = redisUrl.parse(url);
  return { ...address, port: port ?? address.port };
}
