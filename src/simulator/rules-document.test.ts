import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ASSUMED } from "./assumptions.js";
import { ALL_ENDPOINTS } from "./endpoints/index.js";

const RULES = readFileSync(new URL("./RULES.md", import.meta.url), "utf8");
const [calls = "", assumptions = ""] = RULES.split("\n## Assumptions\n");

describe("RULES.md", () => {
  it("lists the assumptions that the simulator makes, with their values, and says something of each", () => {
    const rows = [...assumptions.matchAll(/^\| `(\w+)` \| `([^`]+)` \| (.+) \|$/gm)];
    expect(rows.map(([, name, value]) => [name, value])).toEqual(Object.entries(ASSUMED).map(([name, value]) => [name, String(value)]));
    expect(rows.map(([, name, , words = ""]) => [name, words.length > 10])).toEqual(rows.map(([, name]) => [name, true]));
  });

  it("has each call that the simulator answers", () => {
    const table = [...calls.matchAll(/^\| ([^|]+) \|/gm)].map(([, names = ""]) => names);
    const unlisted = ALL_ENDPOINTS.map(({ path }) => path.replace("/cgi-bin/", "")).filter(
      (path) => !table.some((row) => names(row, path)),
    );
    expect(unlisted).toEqual([]);
  });
});

/** `tags/create, update` names tags/create and tags/update. */
function names(row: string, path: string): boolean {
  const [first = "", ...others] = row.replace(/^(GET|POST) /, "").split(", ");
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  return [first, ...others.flatMap((other) => [other, folder + other])].includes(path);
}
