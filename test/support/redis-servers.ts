import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../src/cli/ports.js";
import type { RedisAddress } from "../../src/config/redis-address.js";
import { redisAt } from "./redis-at.js";

const run = promisify(execFile);
const PASSWORD = "own-secret";

/** A Redis of the test's own, which it may empty, stop and kill. */
export interface OwnRedis {
  port: number;
  url: string;
  settings: RedisAddress;
  /** Runs one command by redis-cli. */
  cli(...command: string[]): Promise<string>;
  kill(): void;
  close(): void;
}

/** `more`: further settings of redis-server, such as `--replicaof`. */
export async function startOwnRedis(...more: string[]): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-redis-"));
  const port = await freePort("127.0.0.1", 0, "REDIS_PORT");
  await run("bash", ["scripts/start-redis.sh", folder, String(port), PASSWORD, ...more]);
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  const url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  let alive = true;
  const kill = () => {
    if (alive) process.kill(pid, "SIGKILL");
    alive = false;
  };
  return {
    ...{ port, url, settings: redisAt(url), kill },
    cli: async (...command) =>
      (await run("redis-cli", ["-p", String(port), ...command], { env: { ...process.env, REDISCLI_AUTH: PASSWORD } })).stdout.trim(),
    close: () => {
      kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
