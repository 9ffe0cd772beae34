import type { Terminal } from "../terminal.js";
import type { Finding, Status } from "./finding.js";

const MARKS: Readonly<Record<Status, string>> = { ok: "ok     ", note: "note   ", fault: "FAULT  ", skipped: "skipped" };

/** The findings as a list for people, or as one line of JSON. */
export function report(findings: readonly Finding[], json: boolean, { stdout }: Terminal): void {
  const faults = findings.filter(({ status }) => status === "fault").length;
  if (json) {
    stdout.write(`${JSON.stringify({ healthy: faults === 0, findings })}\n`);
    return;
  }
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, status, message } of findings) {
    stdout.write(`${MARKS[status]}  ${check.padEnd(width)}  ${message.replaceAll("\n", `\n${" ".repeat(width + 11)}`)}\n`);
  }
  stdout.write(faults === 0 ? "\nNothing is wrong.\n" : `\n${faults === 1 ? "One fault" : `${faults} faults`}.\n`);
}
