import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isAlive, postgresFolder } from "./processes.js";

/** PostgreSQL's own lock file, in the data folder while a server runs there (and after one was killed). */
export interface PostmasterPid {
  pid: number;
  port: number;
  /** "starting", "ready", "stopping", "standby". */
  status: string;
}

const LINE = { pid: 0, port: 3, status: 7 } as const;

/** null when there is none or it is not whole yet. */
export function readPostmasterPid(data: string): PostmasterPid | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number.parseInt(lines[LINE.pid] ?? "", 10);
  if (!(pid > 0)) return null;
  return { pid, port: Number.parseInt(lines[LINE.port] ?? "", 10), status: (lines[LINE.status] ?? "").trim() };
}

/** Is this process a PostgreSQL server on this very folder? A pid alone says nothing: numbers are used again, above all in containers. */
export function servesFolder(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    if (process.platform === "linux") return postgresFolder(pid) === realpathSync(data);
    const command = execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(data);
  } catch {
    // Gone in between, or another user's process: not a server that we started.
    return false;
  }
}

/**
 * Makes a pid file that a crash left behind harmless. PostgreSQL refuses to start when the number in it belongs to any
 * living process of its user, even an unrelated one. Only the number is replaced, by ours (PostgreSQL skips its parent's):
 * deleting the file would also take away the shared-memory key by which it notices surviving children of the old server.
 */
export function disarmStalePid(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const [pid = "", ...rest] = readFileSync(file, "utf8").split("\n");
  if (/^\d+$/.test(pid)) overwrite(file, [String(process.pid).padStart(pid.length, "0"), ...rest].join("\n"));
  // Cut off while being written: the server that did so never came up.
  else rmSync(file);
}

/** In place and never shorter: on a full disk there may be no room for a new block. */
function overwrite(file: string, content: string): void {
  const descriptor = openSync(file, "r+");
  try {
    writeSync(descriptor, content, 0);
  } finally {
    closeSync(descriptor);
  }
}
