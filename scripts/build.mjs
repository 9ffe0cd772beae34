// Builds dist/ with tsc; with --if-stale only when a source is newer than the last build.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const STAMP = "dist/.built";
const SOURCES = ["src", "prisma", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== "generated");
  return Math.max(0, ...inside.map((name) => newest(join(path, name))));
}

function run(script, args) {
  const done = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const stale = !existsSync(STAMP) || Math.max(...SOURCES.map(newest)) > statSync(STAMP).mtimeMs;
if (stale || !process.argv.includes("--if-stale")) {
  process.stderr.write("Building Tagcast …\n");
  rmSync("dist", { recursive: true, force: true });
  run("scripts/prisma-generate.mjs", []);
  run(createRequire(import.meta.url).resolve("typescript/bin/tsc"), ["-p", "tsconfig.build.json"]);
  for (const pages of ["server/pages", "simulator/pages"]) cpSync(`src/${pages}`, `dist/${pages}`, { recursive: true });
  writeFileSync(STAMP, "");
}
