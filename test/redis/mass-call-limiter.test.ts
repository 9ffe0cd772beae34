import { silentLogger } from "../../src/platform/logging/logger.js";
import { closeRedis, openRedis } from "../../src/platform/redis/index.js";
import { RedisMassCallLimiter } from "../../src/wechat/adapters/redis-mass-call-limiter.js";
import { describeMassCallLimiter } from "../contracts/mass-call-limiter.js";
import { newPrefix, testRedis } from "../support/redis.js";

describeMassCallLimiter("in Redis", async () => {
  const here = await openRedis(testRedis(), "commands", silentLogger);
  const elsewhere = await openRedis(testRedis(), "commands", silentLogger);
  const prefix = newPrefix();
  const keys = () => here.keys(`${prefix}:mass-calls:*`);
  return {
    here: new RedisMassCallLimiter(here, prefix),
    elsewhere: new RedisMassCallLimiter(elsewhere, prefix),
    pass: async (seconds) => {
      for (const key of await keys()) {
        for (const call of await here.zrange(key, "0", "-1")) await here.zincrby(key, String(-seconds * 1_000), call);
      }
    },
    kept: async () => {
      const counts = await Promise.all((await keys()).map((key) => here.zcard(key)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    clear: async () => {
      for (const key of await keys()) await here.del(key);
    },
    close: async () => void (await Promise.all([here, elsewhere].map(closeRedis))),
  };
});
