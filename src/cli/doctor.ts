import type { Command } from "commander";
import type { Exit, Terminal } from "./terminal.js";

export function addDoctor(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("doctor")
    .description(
      "Checks configuration, database, accounts, audience index, WeChat and the running server, and says what to do. Changes nothing. Exit code 1 on a fault.",
    )
    .option("--drift", "also compares the audience index with the tables, user by user; minutes for millions of them")
    .option("--json", "the findings as JSON")
    .action(async ({ drift, json }: { drift?: boolean; json?: boolean }) => {
      const { examine } = await import("./doctor/examine.js");
      const { report } = await import("./doctor/report.js");
      const { interruptible } = await import("./interrupt.js");
      const findings = await interruptible(() => examine(terminal, { drift }));
      report(findings, json === true, terminal);
      exit.code = findings.some(({ status }) => status === "fault") ? 1 : 0;
    });
}
