import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./index-process.ts", import.meta.url));

/** A real process that writes to the search index. */
export class IndexProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly exit: Promise<number | null>,
  ) {}

  /** Resolves when it has begun. */
  static async start(database: string, node: string, alias: string, task: "follow" | "reindex"): Promise<IndexProcess> {
    const child = fork(PROGRAM, [database, node, alias, task], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const exit = once(child, "exit").then(([code]) => code as number | null);
    const early = exit.then((code) => {
      throw new Error(`the process ended with ${code} before it began`);
    });
    await Promise.race([once(child, "message"), early]);
    early.catch(() => undefined);
    return new IndexProcess(child, exit);
  }

  /** kill -9, and waits until it is gone. Whether it was still at work. */
  async kill(): Promise<boolean> {
    const wasRunning = this.child.exitCode === null;
    this.child.kill("SIGKILL");
    await this.exit;
    return wasRunning;
  }

  /** Its exit code, once it has ended by itself. */
  ended(): Promise<number | null> {
    return this.exit;
  }
}
