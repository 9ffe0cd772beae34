import type { ImportCounts } from "../../import/index.js";
import { grouping } from "../progress.js";

/** The outcome as a table for people: each row adds up, read = written + rejected. */
export function summaryText(counts: ImportCounts, rejects: number, file: string, dryRun: boolean): string {
  const head = ["table", "read", "written", "of them changed", "rejected"];
  const rows = Object.entries(counts).map(([table, { read, written, changed, rejected }]) => [
    table,
    ...[read, written, changed, rejected].map(grouping),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  const first = dryRun ? "Dry run: nothing was changed. An import would come to:\n" : "";
  const last = rejects === 0 ? "No row was rejected." : `${grouping(rejects)} rejected rows with their reasons: ${file}`;
  return `${first}${[line(head), ...rows.map(line)].join("\n")}\n${last}`;
}
