// `npm run bench [name …]`: runs each claim's file by itself, so that no claim warms or fills the heap of another.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const claims = readdirSync(here).filter((file) => file.endsWith(".ts") && file !== "run.ts" && !file.startsWith("_"));
const chosen = wanted.length > 0 ? claims.filter((file) => wanted.includes(basename(file, ".ts"))) : claims;
if (chosen.length === 0) {
  console.error(`no such claim; there are: ${claims.map((file) => basename(file, ".ts")).join(", ")}`);
  process.exitCode = 2;
}
for (const file of chosen) {
  const run = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", join(here, file)], { stdio: "inherit" });
  if (run.status !== 0) process.exitCode = 1;
}
