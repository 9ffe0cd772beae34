import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.js";
import { type ClusterFolder, logSince, logSize, rotateLog } from "./cluster-folder.js";
import type { RunAs } from "./os-user.js";
import { readPostmasterPid } from "./postmaster-pid.js";
import { signal } from "./processes.js";

const START_LIMIT_MS = 120_000;
const FAST_STOP_LIMIT_MS = 30_000;
const QUICK_STOP_LIMIT_MS = 10_000;

export interface RunningServer {
  pid: number;
  isRunning(): boolean;
  /** Resolves when the process is gone, whatever the reason. */
  exited: Promise<void>;
}

/** Only what a server needs: no secrets of ours, no PG* variables or locale of whoever started us. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

/**
 * Starts the server and waits until it takes connections; crash recovery may take a while, so up to 2 minutes.
 * Resolves to the server, or to what it logged when it gave up.
 */
export async function startServer(
  paths: ClusterFolder,
  binaries: Binaries,
  user: RunAs,
  settings: Record<string, string>,
): Promise<RunningServer | { failed: string }> {
  rotateLog(paths);
  const logged = logSize(paths);
  const child = spawnServer(paths, binaries, user, settings);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let spawnError = "";
  child.once("error", (error) => {
    spawnError = error.message;
  });
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline && !gone; await sleep(5)) {
    const found = readPostmasterPid(paths.data);
    if (child.pid !== undefined && found?.pid === child.pid && found.status === "ready")
      return { pid: child.pid, isRunning: () => !gone, exited };
  }
  if (!gone && child.pid !== undefined) await stopServer(child.pid, () => !gone);
  return { failed: `${spawnError}${logSince(paths, logged)}` };
}

function spawnServer(paths: ClusterFolder, binaries: Binaries, user: RunAs, settings: Record<string, string>): ChildProcess {
  const args = ["-D", paths.data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const log = openSync(paths.log, "a", 0o600);
  try {
    // Its own process group: Ctrl-C in the terminal is for us, and the database must outlive our last transaction.
    // A file and no pipe: a pipe would break with us on kill -9, and would block the server while we are busy.
    const child = spawn(binaries.postgres, args, {
      ...user,
      cwd: "/",
      env: commandEnvironment(),
      detached: true,
      stdio: ["ignore", log, log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/**
 * Fast shutdown: open transactions roll back, everything is written. After 30 s at once; the next start then recovers from the log.
 * `isRunning` tells whether the process is still the server (a number alone may have passed to somebody else).
 */
export async function stopServer(pid: number, isRunning: () => boolean): Promise<void> {
  signal(pid, "SIGINT");
  if (await isGone(isRunning, FAST_STOP_LIMIT_MS)) return;
  signal(pid, "SIGQUIT");
  await isGone(isRunning, QUICK_STOP_LIMIT_MS);
}

async function isGone(isRunning: () => boolean, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(5)) {
    if (!isRunning()) return true;
  }
  return false;
}
