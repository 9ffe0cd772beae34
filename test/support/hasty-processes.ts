import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HastyOrder, HastyReport } from "./hasty-process.js";

const PROGRAM = fileURLToPath(new URL("./hasty-process.ts", import.meta.url));

/** Real processes beside each other on one database. */
export class HastyProcesses {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  static async start(count: number, args: readonly string[]): Promise<HastyProcesses> {
    const children = Array.from({ length: count }, () =>
      fork(PROGRAM, [...args], { execArgv: ["--import", "tsx"], stdio: ["ignore", "inherit", "inherit", "ipc"] }),
    );
    await Promise.all(children.map(answerOf));
    return new HastyProcesses(children);
  }

  /** The same order to all of them at the same time. */
  async all(order: HastyOrder): Promise<HastyReport[]> {
    const answers = this.children.map(answerOf);
    for (const child of this.children) child.send(order);
    return (await Promise.all(answers)) as HastyReport[];
  }

  async stop(): Promise<void> {
    const ends = this.children.map((child) => once(child, "exit"));
    for (const child of this.children) child.disconnect();
    await Promise.all(ends);
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const early = once(child, "exit").then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
  early.catch(() => undefined);
  const [answer] = await Promise.race([once(child, "message"), early]);
  return answer;
}
