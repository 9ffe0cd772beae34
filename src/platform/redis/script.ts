import { createHash } from "node:crypto";
import type { Cluster, Redis } from "ioredis";

/** A Lua script, of which Redis is sent the text only where it does not know it: at first, and after it lost its memory. */
export class RedisScript {
  private readonly sha: string;

  constructor(private readonly source: string) {
    this.sha = createHash("sha1").update(source).digest("hex");
  }

  async run(client: Redis | Cluster, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await client.evalsha(this.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return client.eval(this.source, keys.length, ...keys, ...args);
    }
  }
}
