import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Terminal } from "./terminal.js";

/** Asks on stderr and does not echo what is typed. */
export async function askPassword(terminal: Terminal, question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: terminal.stdin, output: silent, terminal: true });
  terminal.stderr.write(question);
  try {
    return await lines.question("");
  } finally {
    lines.close();
    terminal.stderr.write("\n");
  }
}
