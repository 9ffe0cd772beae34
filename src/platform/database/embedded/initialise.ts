import { execFile } from "node:child_process";
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.js";
import { type ClusterFolder, keepFile, makePassword, newDataFolder } from "./cluster-folder.js";
import { explainFailure } from "./failure.js";
import type { RunAs } from "./os-user.js";
import { commandEnvironment } from "./server-process.js";

const run = promisify(execFile);

/**
 * Makes an empty cluster with a random password, beside its final place, and moves it there when complete: killed
 * half-way, it leaves only something that the next start throws away. About 1 s.
 */
export async function initialise(paths: ClusterFolder, binaries: Binaries, user: RunAs, durable: boolean): Promise<void> {
  const draft = newDataFolder(paths);
  const passwordFile = `${draft}.password`;
  const password = makePassword();
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user !== null) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
    await run(binaries.initdb, initArguments(draft, passwordFile, durable), { ...user, env: commandEnvironment(), cwd: draft });
    keepFile(paths.password, password);
    renameSync(draft, paths.data);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const output = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw explainFailure("The database could not be created", output, paths.folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initArguments(data: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own sort order: an upgrade of the system's libc cannot put indexes out of order.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
}
