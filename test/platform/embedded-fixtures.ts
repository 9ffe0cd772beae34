import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";

const HOST = fileURLToPath(new URL("embedded-host.ts", import.meta.url));

export interface HostProcess {
  child: ChildProcess;
  /** What it printed: "starting", then the connection string or "failed: …". */
  lines: AsyncIterator<string>;
}

/** A folder that PostgreSQL's user may enter, also when that is another user. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-embedded-"));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function startHost(folder: string, then: "hold" | "exit" = "hold"): HostProcess {
  const child = spawn(process.execPath, ["--import", "tsx", HOST, folder, then], { stdio: ["ignore", "pipe", "inherit"] });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

/** The next line, or "" when the process ended. */
export async function nextLine({ lines }: HostProcess): Promise<string> {
  const { value } = await lines.next();
  return typeof value === "string" ? value : "";
}

export async function kill({ child }: HostProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

export async function query<T extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The pid in PostgreSQL's own pid file, 0 when there is none. */
export function serverPid(folder: string): number {
  const file = join(folder, "data", "postmaster.pid");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : 0;
}

/** Not for a process that ended and waits for its parent to notice: orphans are inherited by whoever is process 1 here. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/stat") || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Fails by the test's own time-out when it never comes true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
