import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterFolder, readPassword } from "./cluster-folder.js";
import { readPostmasterPid, servesFolder } from "./postmaster-pid.js";

/**
 * The connection string of the server that works on `folder` now, started by another process of ours that holds the lock; null when
 * none does, or we may not read its password. For commands that run beside `tagcast start`.
 */
export function runningEmbeddedPostgres(folder: string): string | null {
  const asked = clusterFolder(folder).folder;
  const remembered = join(asked, "location");
  const paths = clusterFolder(existsSync(remembered) ? readFileSync(remembered, "utf8").trim() : asked);
  const server = readPostmasterPid(paths.data);
  const password = readPassword(paths);
  if (server === null || password === null || server.status !== "ready" || !servesFolder(server.pid, paths.data)) return null;
  return connectionStringOf(password, server.port);
}

/** Loopback only: the server listens nowhere else. */
export function connectionStringOf(password: string, port: number, database = "tagcast"): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}
