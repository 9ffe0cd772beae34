import type { Command } from "commander";
import { printResult, type Terminal } from "./terminal.js";

export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command("backup <folder>")
    .description("Writes the whole database, as it is at one moment, into a new folder. Work goes on meanwhile.")
    .option("--json", "the result as JSON")
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const { backUp } = await import("./backup/back-up.js");
      const { text, data } = await backUp(folder, terminal);
      printResult(terminal, json, data, text);
    });
}

export function addRestore(program: Command, terminal: Terminal): void {
  program
    .command("restore <folder>")
    .description("Fills an empty database from such a folder, all or nothing. Nothing may run on it yet.")
    .option("--json", "the result as JSON")
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const { restore } = await import("./backup/restore.js");
      const { text, data } = await restore(folder, terminal);
      printResult(terminal, json, data, text);
    });
}
