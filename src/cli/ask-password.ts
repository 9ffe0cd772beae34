import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliError, type Terminal } from "./terminal.js";

/** Asks on stderr and does not echo what is typed. Ctrl+C and Ctrl+D end the command. */
export async function askPassword(
  terminal: Terminal,
  question: string,
  unanswered = "no password was given; nothing was created",
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: terminal.stdin, output: silent, terminal: true });
  // Ctrl+C closes the interface as well, and a closed one would leave the question open for ever.
  const given = new AbortController();
  lines.once("close", () => given.abort());
  try {
    const answer = lines.question("", { signal: given.signal });
    terminal.stderr.write(question);
    return await answer;
  } catch (cause) {
    throw new CliError(unanswered, 1, { cause });
  } finally {
    lines.close();
    terminal.stderr.write("\n");
  }
}
