// Builds dist/ with tsc and dist/console/ with Vite, side by side; with --if-stale only what is older than its sources.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const { resolve } = createRequire(import.meta.url);
const SHARED = ["package-lock.json", "tsconfig.json", "scripts/build.mjs"];
const SERVER = { stamp: "dist/.built", sources: [...SHARED, "src", "prisma", "tsconfig.build.json"], build: buildServer };
const CONSOLE = { stamp: "dist/console/.built", sources: [...SHARED, "console"], build: buildConsole };

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== "generated");
  return Math.max(0, ...inside.map((name) => newest(join(path, name))));
}

function isStale({ stamp, sources }) {
  return !existsSync(stamp) || Math.max(...sources.map(newest)) > statSync(stamp).mtimeMs;
}

async function run(script, args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", 2, "inherit"] });
  const status = await new Promise((done) => child.once("exit", done));
  if (status !== 0) process.exit(status ?? 1);
}

async function buildServer() {
  mkdirSync("dist", { recursive: true });
  for (const name of readdirSync("dist")) if (name !== "console") rmSync(join("dist", name), { recursive: true, force: true });
  await run("scripts/prisma-generate.mjs", []);
  await run(resolve("typescript/bin/tsc"), ["-p", "tsconfig.build.json"]);
  for (const pages of ["server/pages", "simulator/pages"]) cpSync(`src/${pages}`, `dist/${pages}`, { recursive: true });
}

/** Each script and style gets a .gz beside it, so that the server never compresses while it serves. */
async function buildConsole() {
  rmSync("dist/console", { recursive: true, force: true });
  const vite = join(dirname(resolve("vite/package.json")), "bin/vite.js");
  await run(vite, ["build", "--config", "console/vite.config.ts", "--logLevel", "warn"]);
  for (const name of readdirSync("dist/console/assets")) {
    const path = join("dist/console/assets", name);
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  }
}

const parts = [SERVER, CONSOLE].filter((part) => !process.argv.includes("--if-stale") || isStale(part));
if (parts.length > 0) process.stderr.write("Building Tagcast …\n");
await Promise.all(
  parts.map(async ({ stamp, build }) => {
    const begun = new Date();
    await build();
    writeFileSync(stamp, begun.toISOString());
  }),
);
