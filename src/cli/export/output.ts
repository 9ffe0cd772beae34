import { createWriteStream, existsSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { onExit } from "../interrupt.js";
import { CliError, type Terminal } from "../terminal.js";

/** `--out -` */
export const STDOUT = "-";

export interface Output {
  /** Writes all of it; what fails or is interrupted leaves no file. */
  take(pieces: AsyncIterable<Uint8Array>): Promise<void>;
}

/** Refuses a file that is there already. */
export function openOutput(out: string, terminal: Terminal): Output {
  if (out === STDOUT) return { take: (pieces) => toStream(pieces, terminal) };
  if (existsSync(out)) throw new CliError(`${out} is there already: name another file, or remove it first`);
  return { take: (pieces) => toFile(pieces, out) };
}

async function toStream(pieces: AsyncIterable<Uint8Array>, { stdout }: Terminal): Promise<void> {
  try {
    await pipeline(pieces, stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
    throw new CliError("who read the rows went away before the last one");
  }
}

async function toFile(pieces: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  const removeDraft = () => rmSync(draft, { force: true });
  const unhook = onExit(removeDraft);
  try {
    // For its owner only: it holds personal data, masked or not.
    await pipeline(pieces, createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }));
    await rename(draft, path);
  } catch (error) {
    removeDraft();
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw new CliError(`there is no folder for ${path}`);
    throw error;
  } finally {
    unhook();
  }
}
