import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const GONE_WITHIN_MS = 10_000;

/**
 * Kills what a killed parent left at work in `folder`: an initdb, or the children of a postmaster (a busy one notices the death of its
 * parent only when its statement ends, and until then no new server may start). Call it only when no postmaster serves the folder, with
 * its lock held. PostgreSQL recovers from this as from any crash. Where there is no /proc nothing is found, and starting waits instead.
 */
export async function killOrphans(folder: string): Promise<void> {
  for (const deadline = Date.now() + GONE_WITHIN_MS; Date.now() < deadline; await sleep(10)) {
    const found = processesIn(folder);
    if (found.length === 0) return;
    for (const pid of found) signal(pid, "SIGKILL");
  }
}

function processesIn(folder: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => postgresFolder(pid) === folder);
}

/**
 * Where a process of PostgreSQL works, which is always its data folder; null for any other program (a shell may stand in that folder
 * too), for one that ended, and for another user's. Linux only.
 */
export function postgresFolder(pid: number): string | null {
  try {
    const program = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return program === "postgres" || program === "initdb" ? readlinkSync(`/proc/${pid}/cwd`) : null;
  } catch {
    return null;
  }
}

/** Sends a signal; a process that is gone already is as good as stopped. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
