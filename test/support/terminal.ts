import { PassThrough, Writable } from "node:stream";
import { runCli } from "../../src/cli/program.js";

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

class Captured extends Writable {
  text = "";

  constructor(private readonly onText: (text: string) => void = () => undefined) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString("utf8");
    this.text += text;
    this.onText(text);
    done();
  }
}

/** Runs the command line in this process, not on a terminal, with nothing in the environment but `env`. */
export async function cli(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  return runWith(args, env, new PassThrough().end());
}

/** The same with somebody at a keyboard, who answers each question that ends in ": " with the next of `answers` and Enter. */
export async function cliWithKeyboard(args: readonly string[], env: Record<string, string>, answers: readonly string[]): Promise<CliRun> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...answers];
  return runWith(args, env, stdin, (asked) => {
    if (asked.endsWith(": ")) stdin.write(left.shift() ?? "\u0004");
  });
}

async function runWith(
  args: readonly string[],
  env: Record<string, string>,
  stdin: PassThrough,
  onComplaint: (text: string) => void = () => undefined,
): Promise<CliRun> {
  const stdout = new Captured();
  const stderr = new Captured(onComplaint);
  const code = await runCli(args, { env, stdin, stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
