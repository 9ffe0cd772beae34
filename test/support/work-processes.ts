import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./work-process.ts", import.meta.url));

/** Of one that was loaded before, the next takes two thirds of the time. */
const COMPILED = join(tmpdir(), "tagcast-test-compiled");

/** What it does, by the application_name of its connections. */
export const WORKS = ["jobs", "rules", "index"] as const;
export type Work = (typeof WORKS)[number];

/** A real process that does a tenant's work in the background; it waits for `begin`. */
export class WorkProcess {
  private readonly exit: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.exit = once(child, "exit");
  }

  /** Resolves when everything is loaded. */
  static async start(args: readonly string[]): Promise<WorkProcess> {
    const child = fork(PROGRAM, [...args], {
      execArgv: ["--import", "tsx"],
      env: { ...globalThis.process.env, NODE_COMPILE_CACHE: COMPILED },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const process = new WorkProcess(child);
    await process.said("ready");
    return process;
  }

  begin(): void {
    this.child.send("begin");
  }

  /** Resolves when nothing is left to do; rejects when it ends instead. */
  idle(): Promise<void> {
    return this.said("idle");
  }

  /** kill -9, and waits until it is gone. Whether it was still alive. */
  async kill(): Promise<boolean> {
    const lived = this.child.exitCode === null;
    this.child.kill("SIGKILL");
    await this.exit;
    return lived;
  }

  private async said(word: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const listen = (message: unknown) => {
        if (message !== word) return;
        this.child.off("message", listen);
        resolve();
      };
      this.child.on("message", listen);
    });
    const ended = this.exit.then(() => {
      throw new Error(`the process ended before it was ${word}`);
    });
    ended.catch(() => undefined);
    await Promise.race([heard, ended]);
  }
}
