// `npm run bench [name …] [-- argument …]`: runs each claim's file by itself, so that no claim warms or fills the heap of another. Numbers
// and what stands after `--` go to the files: npm passes `npm run bench preview-graphql -- 10` on without its `--`.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [words, after] = parted(process.argv.slice(2));
const wanted = words.filter((word) => !isNumber(word));
const passed = [...words.filter(isNumber), ...after];
const claims = readdirSync(here).filter((file) => file.endsWith(".ts") && file !== "run.ts" && !file.startsWith("_"));
const unknown = wanted.filter((word) => !claims.includes(`${word}.ts`));
const chosen = claims.filter((file) => wanted.length === 0 || wanted.includes(basename(file, ".ts")));
if (unknown.length > 0) {
  console.error(`no such claim: ${unknown.join(", ")}; there are: ${claims.map((file) => basename(file, ".ts")).join(", ")}`);
  process.exit(2);
}
for (const file of chosen) {
  const run = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", join(here, file), ...passed], { stdio: "inherit" });
  if (run.status !== 0) process.exitCode = 1;
}

function parted(given: readonly string[]): [before: readonly string[], after: readonly string[]] {
  const at = given.indexOf("--");
  return at < 0 ? [given, []] : [given.slice(0, at), given.slice(at + 1)];
}

function isNumber(word: string): boolean {
  return word !== "" && Number.isFinite(Number(word));
}
