import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const START = fileURLToPath(new URL("../scripts/start-elasticsearch.sh", import.meta.url));
const STOP_TRIES = 120;

export interface BenchElasticsearch {
  url: string;
  stop(): Promise<void>;
}

/** TEST_ELASTICSEARCH_URL's, or one of the bench's own, as the services' tests start it; the first time it is fetched. */
export async function openElasticsearch(): Promise<BenchElasticsearch> {
  const given = process.env.TEST_ELASTICSEARCH_URL;
  if (given) return { url: given, stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-elasticsearch-"));
  // It runs as another user, who must be able to pass.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const home = join(folder, "home");
  try {
    // Output into a file: the server holds the pipes of whoever started it, which would never close.
    await promisify(execFile)("bash", [
      "-c",
      'exec bash "$@" >"$0" 2>&1',
      join(folder, "start.log"),
      START,
      home,
      `${port}`,
      `${await freePort()}`,
    ]);
  } catch (error) {
    const log = readFileSync(join(folder, "start.log"), "utf8").trim().split("\n").slice(-3).join("; ");
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`Elasticsearch could not be started: ${log}`, { cause: error });
  }
  const pid = Number(readFileSync(join(home, "pid"), "utf8"));
  const stop = async () => {
    process.kill(pid);
    for (let tries = 0; tries < STOP_TRIES && runs(pid); tries++) await sleep(250);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
