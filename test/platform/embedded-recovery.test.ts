import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from "../../src/platform/database/embedded/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import {
  type HostProcess,
  isAlive,
  kill,
  makeFolder,
  nextLine,
  query,
  removeFolder,
  serverPid,
  startHost,
  until,
} from "./embedded-fixtures.js";

let folder: string;
const servers: EmbeddedPostgres[] = [];
const hosts: HostProcess[] = [];

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
  servers.push(server);
  return server;
}

function host(then?: "hold" | "exit"): HostProcess {
  const made = startHost(folder, then);
  hosts.push(made);
  return made;
}

/** A host that runs, with a committed row in it. */
async function runningHost(): Promise<{ process: HostProcess; connectionString: string }> {
  const process = host();
  await nextLine(process);
  const connectionString = await nextLine(process);
  await query(connectionString, "CREATE TABLE kept AS SELECT 42 AS n");
  return { process, connectionString };
}

async function expectKept(server: EmbeddedPostgres): Promise<void> {
  expect(await query(server.connectionString, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
}

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await Promise.all(hosts.splice(0).map((each) => kill(each)));
  // Whatever a killed host left is stopped by starting beside it.
  if (serverPid(folder) !== process.pid && isAlive(serverPid(folder))) await (await start()).stop();
  servers.length = 0;
  removeFolder(folder);
});

describe("embedded PostgreSQL after a crash", () => {
  it("stops the server that a killed process left, and goes on with its data", async () => {
    const { process: killed } = await runningHost();
    const left = serverPid(folder);
    await kill(killed);
    expect(isAlive(left)).toBe(true);
    await expectKept(await start());
    expect(isAlive(left)).toBe(false);
    expect(serverPid(folder)).not.toBe(left);
  });

  it("recovers when process and server were killed in the middle of writing", async () => {
    const { process: killed, connectionString } = await runningHost();
    const writing = query(connectionString, "CREATE TABLE many AS SELECT generate_series(1, 1000000000) AS n").catch(() => "broken");
    await sleep(200);
    process.kill(serverPid(folder), "SIGKILL");
    await kill(killed);
    const server = await start();
    await expectKept(server);
    expect(await writing).toBe("broken");
    expect(await query(server.connectionString, "SELECT to_regclass('many') AS many")).toEqual([{ many: null }]);
  });

  it("is not misled by a pid file whose number now belongs to another process", async () => {
    const { process: killed } = await runningHost();
    const left = serverPid(folder);
    await kill(killed);
    process.kill(left, "SIGKILL");
    await until(() => !isAlive(left));
    const bystander = startBystander();
    try {
      await once(bystander, "spawn");
      const file = join(folder, "data", "postmaster.pid");
      writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(bystander.pid)));
      await expectKept(await start());
      expect(isAlive(bystander.pid ?? 0)).toBe(true);
    } finally {
      bystander.kill();
    }
  });

  it("starts when the pid file was cut off while being written", async () => {
    const { process: killed } = await runningHost();
    const left = serverPid(folder);
    await kill(killed);
    process.kill(left, "SIGKILL");
    await until(() => !isAlive(left));
    truncateSync(join(folder, "data", "postmaster.pid"));
    await expectKept(await start());
  });

  it.each([0, 200, 500, 900])("begins anew when it was killed %i ms into its first start", async (ms) => {
    const killed = host();
    await nextLine(killed);
    await sleep(ms);
    await kill(killed);
    const server = await start();
    expect(await query(server.connectionString, "SELECT current_database() AS name")).toEqual([{ name: "tagcast" }]);
    expect(readdirSync(folder).filter((name) => name.startsWith("data.new"))).toEqual([]);
  });

  it("shuts the server down when the process ends without stopping it", async () => {
    const ending = host("exit");
    await nextLine(ending);
    await nextLine(ending);
    const pid = serverPid(folder);
    await until(() => !isAlive(pid));
    expect(existsSync(join(folder, "data", "postmaster.pid"))).toBe(false);
  });

  it("stops the server on SIGTERM", async () => {
    const { process: ending } = await runningHost();
    const pid = serverPid(folder);
    await kill(ending, "SIGTERM");
    expect(ending.child.exitCode).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});

describe("embedded PostgreSQL refuses, saying why and what to do", () => {
  it("a folder that another process works on, and leaves that one alone", async () => {
    const { process: first, connectionString } = await runningHost();
    const refusal = start();
    await expect(refusal).rejects.toThrow(EmbeddedPostgresError);
    await expect(refusal).rejects.toThrow(`in use by another Tagcast process (pid ${first.child.pid})`);
    expect(await query(connectionString, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
  });

  it("all but one of several processes that start at once on a new folder", async () => {
    const all = [host(), host(), host()];
    const outcomes = await Promise.all(
      all.map(async (each) => {
        await nextLine(each);
        return nextLine(each);
      }),
    );
    expect(outcomes.filter((line) => line.startsWith("postgres://"))).toHaveLength(1);
    expect(outcomes.filter((line) => /^failed: .* in use by another Tagcast process/.test(line))).toHaveLength(2);
  });

  it("a second start in the same process", async () => {
    await start();
    await expect(start()).rejects.toThrow(/in use by another Tagcast process/);
  });

  it("a database of another major version, and touches nothing", async () => {
    await (await start()).stop();
    const version = join(folder, "data", "PG_VERSION");
    writeFileSync(version, "16\n");
    await expect(start()).rejects.toThrow(/made by PostgreSQL 16, and this release brings PostgreSQL 18.*move the folder away/);
    writeFileSync(version, "18\n");
    expect((await start()).connectionString).toContain("/tagcast");
  });

  it("a folder with somebody else's files", async () => {
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "thesis.doc"), "");
    await expect(start()).rejects.toThrow(/holds files, but no complete PostgreSQL database/);
    expect(readdirSync(join(folder, "data"))).toEqual(["thesis.doc"]);
  });

  it("a folder that cannot be made", async () => {
    writeFileSync(join(folder, "file"), "");
    const below = startEmbeddedPostgres({ folder: join(folder, "file", "postgres"), logger: silentLogger });
    await expect(below).rejects.toThrow(/Cannot keep the database in .*Set TAGCAST_DATA_DIR/);
  });

  it("damaged database files", async () => {
    await (await start()).stop();
    truncateSync(join(folder, "data", "global", "pg_control"), 100);
    const refusal = start();
    await expect(refusal).rejects.toThrow(/The database did not start.*PostgreSQL said:/s);
    await expect(refusal).rejects.toThrow(/Restore a backup/);
  });
});

/** A process of the user that PostgreSQL runs as, whose number PostgreSQL itself would take for a server, and it even stands in the data folder. */
function startBystander(): ChildProcess {
  const { uid, gid } = statSync(join(folder, "data"));
  const identity = process.getuid?.() === 0 ? { uid, gid } : {};
  return spawn("sleep", ["600"], { ...identity, stdio: "ignore", cwd: join(folder, "data") });
}
