import { spawn } from "node:child_process";
import type { Binaries } from "./binaries.js";
import { type ClusterFolder, keepFile, makePassword } from "./cluster-folder.js";
import { explainFailure } from "./failure.js";
import type { RunAs } from "./os-user.js";
import { commandEnvironment } from "./server-process.js";

/**
 * Gives the database a new password and keeps it. Who can write the folder owns the database anyway, so a lost or
 * damaged password file need not cost the data. The server must be stopped: this runs it in single-user mode.
 */
export async function resetPassword(paths: ClusterFolder, binaries: Binaries, user: RunAs): Promise<string> {
  const password = makePassword();
  const output = await singleUser(paths, binaries, user, `ALTER ROLE postgres PASSWORD '${password}'\n`);
  if (output !== null) throw explainFailure("The database's password could not be renewed", output, paths.folder);
  keepFile(paths.password, password);
  return password;
}

/** null on success, else what the server said. */
function singleUser(paths: ClusterFolder, binaries: Binaries, user: RunAs, statement: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(binaries.postgres, ["--single", "-j", "-D", paths.data, "postgres"], {
      ...user,
      cwd: "/",
      env: commandEnvironment(),
      stdio: ["pipe", "ignore", "pipe"],
    });
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) =>
      resolve(code === 0 && !/\bERROR:/.test(output) ? null : output.replaceAll(statement.trim(), "ALTER ROLE …")),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(`${statement}\n`);
  });
}
