import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";

/** A MariaDB of the bench's own, from Debian's package, without strict mode as the old servers ran. */
export interface MariaDb {
  /** mysql://user:password@host:port */
  adminUrl: string;
  stop(): Promise<void>;
}

export async function startMariaDb(): Promise<MariaDb> {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-bench-mariadb-"));
  chmodSync(folder, 0o711);
  const user = process.getuid?.() === 0 ? "mysql" : execFileSync("id", ["-un"], { encoding: "utf8" }).trim();
  const data = join(folder, "data");
  execFileSync("install", ["-d", "-o", user, "-m", "700", data]);
  execFileSync("mariadb-install-db", ["--no-defaults", `--user=${user}`, `--datadir=${data}`, "--skip-test-db"], { stdio: "ignore" });
  const init = join(folder, "init.sql");
  writeFileSync(init, "CREATE USER legacy@'127.0.0.1' IDENTIFIED BY 'bench';\nGRANT ALL ON *.* TO legacy@'127.0.0.1';\n");
  const port = await freePort();
  const server = spawn(
    "mariadbd",
    [
      ...["--no-defaults", `--user=${user}`, `--datadir=${data}`, `--port=${port}`, "--bind-address=127.0.0.1", `--init-file=${init}`],
      ...[`--socket=${join(data, "socket")}`, "--sql-mode=NO_ENGINE_SUBSTITUTION", "--innodb-flush-log-at-trx-commit=2"],
      "--innodb-buffer-pool-size=1G",
    ],
    { stdio: "ignore" },
  );
  const adminUrl = `mysql://legacy:bench@127.0.0.1:${port}`;
  await ready(server, adminUrl);
  return {
    adminUrl,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(server: ChildProcess, uri: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`mariadbd ended with ${server.exitCode}`);
    const connection = await createConnection({ uri }).catch(() => null);
    if (connection) return connection.end();
    await sleep(100);
  }
  throw new Error("mariadbd is not ready after 20 s");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
