import type { Command } from "commander";
import { webAddress } from "./options.js";
import type { Exit, Terminal } from "./terminal.js";

interface DoctorOptions {
  drift?: boolean;
  publicUrl?: string;
  json?: boolean;
}

export function addDoctor(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("doctor")
    .description(
      "Checks configuration, database, accounts, audience index, WeChat and the running server, and says what to do. Changes nothing. Exit code 1 on a fault.",
    )
    .option("--drift", "also compares the audience index with the tables, user by user; minutes for millions of them")
    .option(
      "--public-url <url>",
      "the address that WeChat knows, e.g. https://wechat.example.com: its callback path is tried as WeChat does",
      webAddress,
    )
    .option("--json", "the findings as JSON")
    .action(async ({ drift = false, publicUrl, json }: DoctorOptions) => {
      const { examine } = await import("./doctor/examine.js");
      const { report } = await import("./doctor/report.js");
      const { interruptible } = await import("./interrupt.js");
      const findings = await interruptible(() => examine(terminal, { drift, publicUrl: publicUrl ?? null }));
      report(findings, json === true, terminal);
      exit.code = findings.some(({ status }) => status === "fault") ? 1 : 0;
    });
}
