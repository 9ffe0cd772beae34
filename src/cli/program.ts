// Before any command loads a decorated type, by whatever way it comes to it.
import "reflect-metadata";
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addBackup, addRestore } from "./backup.js";
import { addCreateApiKey } from "./create-api-key.js";
import { addCreateOperator } from "./create-operator.js";
import { addCreateTenant } from "./create-tenant.js";
import { addDoctor } from "./doctor.js";
import { addExport } from "./export.js";
import { addExportAudit } from "./export-audit.js";
import { failureMessage } from "./failure-message.js";
import { addImport } from "./import.js";
import { addMigrate } from "./migrate.js";
import { addReindex } from "./reindex.js";
import { addSeed } from "./seed.js";
import { addSimulator } from "./simulator.js";
import { addStart } from "./start.js";
import { CliError, type Exit, type Terminal } from "./terminal.js";
import { addUpdateTenant } from "./update-tenant.js";
import { addWatch } from "./watch.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

const USAGE_EXIT_CODE = 2;

/**
 * Runs one command line (without node and script) and gives the exit code: 0 done, 1 failed, 2 called wrongly. Each command
 * loads its parts when it runs, so that `--help` and mistakes answer at once.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const exit = { code: 0 };
  const program = createProgram(terminal, exit);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exit.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    terminal.stderr.write(`tagcast: ${failureMessage(error)}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
}

function createProgram(terminal: Terminal, exit: Exit): Command {
  const program = new Command("tagcast")
    .description("Users, tags and mass sends (群发) of a WeChat Official Account.")
    .version(version)
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), writeErr: (text) => terminal.stderr.write(text) })
    .exitOverride()
    .showHelpAfterError("(add --help for what may be said here)");
  addStart(program, terminal, exit);
  addSimulator(program, terminal, exit);
  addMigrate(program, terminal);
  addImport(program, terminal);
  addExport(program, terminal);
  addExportAudit(program, terminal);
  addReindex(program, terminal, exit);
  addSeed(program, terminal);
  addBackup(program, terminal);
  addRestore(program, terminal);
  addWatch(program, terminal, exit);
  addCreateTenant(program, terminal);
  addUpdateTenant(program, terminal);
  addCreateOperator(program, terminal);
  addCreateApiKey(program, terminal);
  addDoctor(program, terminal, exit);
  return program;
}
