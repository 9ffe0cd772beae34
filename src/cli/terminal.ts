/** What a command sees of the outside; tests give their own. */
export interface Terminal {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Results. */
  stdout: OutputStream;
  /** Logs, progress, questions and complaints. */
  stderr: OutputStream;
}

export interface OutputStream extends NodeJS.WritableStream {
  isTTY?: boolean;
}

/** Where a command puts an exit code that is no error, such as that of a watched send that failed. */
export interface Exit {
  code: number;
}

/** A failure whose message tells the person at the terminal what is wrong and what to do; shown without a stack. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    message: string,
    readonly exitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A command was called wrongly: exit code 2, as is the custom. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, 2);
  }
}

/** A command's result on stdout: `data` as one line of JSON with `--json`, else `text`. */
export function printResult(terminal: Terminal, json: boolean | undefined, data: object, text: string): void {
  terminal.stdout.write(`${json ? JSON.stringify(data) : text}\n`);
}
