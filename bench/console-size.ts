// What the login page loads before it can be used, gzipped, against the 400 kB it may; and what each page adds to it.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = "dist/console";
const GOAL_KB = 400;

/** The scripts that `name` imports at once, itself included. */
function needed(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const source = readFileSync(join(BUILT, "assets", name), "utf8");
  for (const [, other] of source.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) if (other !== undefined) needed(other, seen);
  return seen;
}

function kilobytes(names: Iterable<string>): number {
  let bytes = 0;
  for (const name of names) bytes += statSync(join(BUILT, "assets", `${name}.gz`)).size;
  return bytes / 1000;
}

const html = readFileSync(join(BUILT, "index.html"), "utf8");
const first = new Set([...html.matchAll(/\/assets\/([^"]+\.js)/g)].flatMap(([, name]) => (name === undefined ? [] : [...needed(name)])));
const login = kilobytes(first);
console.log(`console, script of the login page: ${(login / GOAL_KB).toFixed(2)} of ${GOAL_KB} kB gzip (≤ 1): ${login.toFixed(0)} kB`);
for (const name of readdirSync(join(BUILT, "assets")).filter((file) => /Page-.*\.js$/.test(file))) {
  const more = [...needed(name)].filter((script) => !first.has(script));
  console.log(`  ${name.replace(/-[^-]*\.js$/, "")}: ${kilobytes(more).toFixed(0)} kB more`);
}
if (login > GOAL_KB) process.exitCode = 1;
