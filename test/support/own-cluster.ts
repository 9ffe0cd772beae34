import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PASSWORD = "own-secret";

/** A Redis Cluster of the test's own, of whose six nodes it may kill any. */
export interface OwnCluster {
  /** As REDIS_CLUSTER_NODES says it. */
  nodes: string;
  /** kill -9 of the nth node as it was started; the first three were masters. */
  kill(nth: number): void;
  startAgain(nth: number): void;
  close(): Promise<void>;
}

export async function startOwnCluster(): Promise<OwnCluster> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-cluster-"));
  const { stdout } = await run("bash", ["scripts/start-redis-cluster.sh", folder, PASSWORD]);
  const addresses = stdout.trim().split(",");
  const pids = readFileSync(join(folder, "pids"), "utf8").trim().split("\n").map(Number);
  const again: ReturnType<typeof spawn>[] = [];
  return {
    nodes: `redis://:${PASSWORD}@${addresses.join(",")}`,
    kill: (nth) => void process.kill(pids[nth] ?? 0, "SIGKILL"),
    startAgain: (nth) => {
      const settings = join(folder, String(addresses[nth]?.split(":")[1]), "redis.conf");
      again.push(spawn("redis-server", [settings], { stdio: "ignore" }));
    },
    close: async () => {
      for (const server of again) server.kill("SIGKILL");
      await run("bash", ["scripts/stop-redis-cluster.sh", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
