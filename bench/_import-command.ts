import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Counts } from "../test/import/import-world.js";

const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const LOOK_EVERY_MS = 100;

export interface ImportCommand {
  mysqlUrl: string;
  env: Record<string, string>;
  rejectsFile: string;
}

export interface Ended {
  /** From the start of the process to its end. */
  seconds: number;
  /** VmHWM; 0 where there is no /proc. */
  peakMb: number;
  /** Null where it was killed. */
  tables: Counts | null;
}

/** `tagcast import` in a process of its own, as somebody starts it. It is killed as soon as `isTime` says so; throws where it fails. */
export async function importCommand({ mysqlUrl, env, rejectsFile }: ImportCommand, isTime?: () => Promise<boolean>): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, "import", mysqlUrl, "--rejects", rejectsFile, "--json"], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [result, complaints] = ["", ""];
  child.stdout.on("data", (chunk) => {
    result += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    complaints += String(chunk);
  });
  let peakMb = 0;
  const looking = setInterval(() => {
    peakMb = Math.max(peakMb, peakOf(child.pid));
  }, LOOK_EVERY_MS);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (isTime && !hasEnded()) if (await isTime()) child.kill("SIGKILL");
  const code = await ended;
  clearInterval(looking);
  if (code !== 0 && child.signalCode !== "SIGKILL") throw new Error(`tagcast import ended with ${code}: ${complaints.slice(-2_000)}`);
  return { seconds: (performance.now() - started) / 1_000, peakMb, tables: code === 0 ? JSON.parse(result).tables : null };
}

function peakOf(pid: number | undefined): number {
  try {
    const [, kb = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kb) / 1_024);
  } catch {
    // It has ended meanwhile, or this is no Linux.
    return 0;
  }
}
