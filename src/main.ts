#!/usr/bin/env node
import * as nodeModule from "node:module";
import { keepHeapSmall } from "./platform/memory/heap-limit.js";

// npm scripts put the Node that comes with the project first in PATH; who starts this file by hand may have an older one.
// So nothing is imported by name that Node 20 lacks: that would fail before anything could be said.
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `tagcast: this is Node ${process.versions.node}; Tagcast runs on Node ${NEEDED}, which npm ci has put into the project: start it as\n` +
      `  node_modules/.bin/node dist/main.js ${process.argv.slice(2).join(" ")}\n`,
  );
  process.exitCode = 1;
} else {
  keepHeapSmall();
  // 500 modules take 1.1 s of processor time to compile, and 0.8 s from the cache.
  nodeModule.enableCompileCache();
  const { runCli } = await import("./cli/program.js");
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
