import type { Command } from "commander";
import { printResult, type Terminal } from "./terminal.js";

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command("migrate")
    .description(
      "Brings the database to this release's schema. `start` does so by itself; several processes on one database want it done once, before.",
    )
    .option("--json", "the result as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const { withSession } = await import("./session.js");
      const applied = await withSession(terminal, async (session) => session.applied);
      const text = applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`;
      printResult(terminal, json, { applied }, text);
    });
}
