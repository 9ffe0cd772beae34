import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 15_000;

/** A real process of ours, as a user would start it. */
export class Program {
  private readonly output: string[] = [];
  private readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    const keep = (chunk: Buffer) => void this.output.push(chunk.toString("utf8"));
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  }

  /** Starts `tagcast <args>` with nothing of this process's environment but PATH, and waits until `ready` answers with 200. */
  static async start(args: readonly string[], options: { env?: Record<string, string>; ready: string }): Promise<Program> {
    if (!existsSync(PROGRAM)) throw new Error("dist/ is not built: run the tests by `npm test`, or `npm run build` first");
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH: process.env.PATH ?? "", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const program = new Program(child);
    await program.untilReady(options.ready);
    return program;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get log(): string {
    return this.output.join("");
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** SIGTERM; gives the exit code, and kills what does not stop. */
  async stop(): Promise<number | null> {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_MS);
    const code = await this.ended;
    clearTimeout(timer);
    return code;
  }

  private async untilReady(address: string): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}:\n${this.log}`);
      const reply = await fetch(address).catch(() => null);
      if (reply?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.kill();
    throw new Error(`not ready after ${READY_MS} ms:\n${this.log}`);
  }
}
