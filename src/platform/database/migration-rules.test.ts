import { describe, expect, it } from "vitest";
import { readMigrations } from "./migrate.js";

/** What would break a process of the former version that still runs, or keep everybody waiting while a large table is rewritten. */
const FORBIDDEN: readonly [pattern: RegExp, instead: string][] = [
  [/\bDROP\s+(TABLE|COLUMN)\b/i, "leave it for the release after the one that stopped using it"],
  [/\bRENAME\b/i, "add the new one, write both, and leave the old one for a later release"],
  [/\bALTER\s+COLUMN\b[^;]*?\b(TYPE|SET\s+NOT\s+NULL)\b/i, "add another column; a rewrite locks the table"],
  [/\bLOCK\s+TABLE\b/i, "whoever writes waits for it"],
  [/\bADD\s+COLUMN\b(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i, "give it a default: the former version does not write it"],
  [/\bADD\s+COLUMN\b[^,;]*\bDEFAULT\s+(clock_timestamp|gen_random_uuid|random)\s*\(/i, "a default that differs by row rewrites the table"],
];

/** Without what is said about it. */
const statements = (sql: string): string => sql.replaceAll(/--[^\n]*/g, "");

function faultsIn(sql: string): string[] {
  return FORBIDDEN.filter(([pattern]) => pattern.test(statements(sql))).map(([, instead]) => instead);
}

describe("migrations", () => {
  it.each(readMigrations().slice(1))("$name is safe while the former version runs", ({ sql }) => {
    expect(faultsIn(sql)).toEqual([]);
  });

  it.each([
    "ALTER TABLE tag DROP COLUMN name",
    'ALTER TABLE "tag" RENAME TO "label"',
    "ALTER TABLE tag ALTER COLUMN name TYPE int USING 1",
    "ALTER TABLE tag ALTER COLUMN name SET NOT NULL",
    'ALTER TABLE "tag" ADD COLUMN     "kind" TEXT NOT NULL',
    'ALTER TABLE "tag" ADD COLUMN "a" INT NOT NULL DEFAULT 0, ADD COLUMN "b" TEXT NOT NULL',
    "ALTER TABLE tag ADD COLUMN at TIMESTAMPTZ DEFAULT clock_timestamp()",
  ])("would not be: %s", (sql) => expect(faultsIn(sql)).toHaveLength(1));

  it.each([
    'ALTER TABLE "tag" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT \'\'',
    "ALTER TABLE tag ADD COLUMN kind TEXT, ADD COLUMN other INT NOT NULL DEFAULT 0",
    "-- what DROP TABLE would do\nCREATE TABLE a (b INT NOT NULL)",
  ])("may be: %s", (sql) => expect(faultsIn(sql)).toEqual([]));
});
