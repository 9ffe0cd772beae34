import { randomBytes } from "node:crypto";
import { type RedisCluster, RedisLockBusy, RedisScript, withRedisLock } from "../../platform/redis/index.js";
import type { LocationMemory } from "../location-restorer.js";

/** Over all slots: a node that lost what it had lost some of these, unless it has less than one part in a hundred of the slots. */
const MARKS = 256;
/** A process that dies while it refills leaves it to another after this. */
const LOCK_MS = 30_000;
const WHOLE = "whole";

const FINISH = new RedisScript("return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('SET', KEYS[1], ARGV[2]) and 1 or 0");

/** Marks in a Redis Cluster that go with whatever is lost: a FLUSHALL, a node that died with its replicas and came back empty. */
export class RedisLocationMemory implements LocationMemory {
  private readonly marks: readonly string[];

  constructor(
    private readonly cluster: RedisCluster,
    private readonly prefix: string,
  ) {
    this.marks = Array.from({ length: MARKS }, (_, i) => `${prefix}:positions:{${i}}:held`);
  }

  async restore(refill: () => Promise<boolean>): Promise<boolean> {
    if (await this.isWhole()) return false;
    try {
      return await withRedisLock(this.cluster.client, `${this.prefix}:positions:refill`, { lockMs: LOCK_MS, waitMs: 0 }, async () => {
        if (await this.isWhole()) return false;
        const attempt = randomBytes(8).toString("hex");
        await this.onAll((mark) => this.cluster.client.set(mark, attempt));
        if (!(await refill())) return false;
        // A mark that went meanwhile stays away, and the next look begins anew.
        await this.onAll((mark) => FINISH.run(this.cluster.client, [mark], [attempt, WHOLE]));
        return true;
      });
    } catch (error) {
      if (error instanceof RedisLockBusy) return false;
      throw error;
    }
  }

  private async isWhole(): Promise<boolean> {
    return (await this.onAll((mark) => this.cluster.client.get(mark))).every((held) => held === WHOLE);
  }

  private onAll<T>(work: (mark: string) => Promise<T>): Promise<T[]> {
    return this.cluster.within(Promise.all(this.marks.map(work)));
  }
}
