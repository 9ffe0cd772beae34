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

/** A Redis Cluster of the test's own, three masters with a replica each, whose nodes it may stop and kill. */
export interface OwnCluster {
  /** As REDIS_CLUSTER_NODES says it. */
  url: string;
  ports: readonly number[];
  /** Runs one command at one node by redis-cli. */
  cli(port: number, ...command: string[]): Promise<string>;
  /** SIGKILL, or SIGSTOP and SIGCONT. */
  signal(port: number, signal: NodeJS.Signals): void;
  close(): void;
}

export async function startOwnCluster(): Promise<OwnCluster> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-redis-cluster-"));
  const { stdout } = await run("bash", ["scripts/start-redis-cluster.sh", folder, PASSWORD]);
  const nodes = stdout.trim();
  const ports = nodes.split(",").map((node) => Number(node.split(":")[1]));
  const pids = readFileSync(join(folder, "pids"), "utf8").trim().split("\n").map(Number);
  const alive = new Map(ports.map((port, i) => [port, pids[i] ?? -1]));
  const signal = (port: number, name: NodeJS.Signals) => {
    const pid = alive.get(port);
    if (pid !== undefined) process.kill(pid, name);
    if (name === "SIGKILL") alive.delete(port);
  };
  return {
    ...{ url: `redis://:${PASSWORD}@${nodes}`, ports, signal },
    cli: async (port, ...command) =>
      (await run("redis-cli", ["-p", String(port), ...command], { env: { ...process.env, REDISCLI_AUTH: PASSWORD } })).stdout.trim(),
    close: () => {
      for (const port of ports) signal(port, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
