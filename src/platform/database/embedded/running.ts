import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterFolder, readPassword } from "./cluster-folder.js";
import { readPostmasterPid, servesFolder } from "./postmaster-pid.js";

/**
 * The address of the server that another Tagcast process runs on `folder` now, so that a one-shot command can work beside
 * it; null when there is none. Whoever connects must not stop it.
 */
export function runningEmbeddedPostgres(folder: string): string | null {
  const asked = clusterFolder(folder).folder;
  const remembered = join(asked, "location");
  const paths = clusterFolder(existsSync(remembered) ? readFileSync(remembered, "utf8").trim() : asked);
  const server = readPostmasterPid(paths.data);
  const password = readPassword(paths);
  if (server === null || password === null || server.status !== "ready" || !servesFolder(server.pid, paths.data)) return null;
  return `postgres://postgres:${password}@127.0.0.1:${server.port}/tagcast`;
}
