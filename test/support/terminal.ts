import { PassThrough, Writable } from "node:stream";
import { runCli } from "../../src/cli/program.js";

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

class Captured extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

/** Runs the command line in this process, not on a terminal, with nothing in the environment but `env`. */
export async function cli(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  const stdout = new Captured();
  const stderr = new Captured();
  const stdin = new PassThrough().end();
  const code = await runCli(args, { env, stdin, stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
