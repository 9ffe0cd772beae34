// Generates the Prisma client without Prisma's schema-engine download: `generate` only checks that the file it is told exists.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
const run = spawnSync(process.execPath, [cli, "generate"], {
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  encoding: "utf8",
});
if (run.status !== 0) process.stderr.write(`${run.stdout}${run.stderr}`);
process.exitCode = run.status ?? 1;
