import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, runningEmbeddedPostgres, startEmbeddedPostgres } from "../../src/platform/database/embedded/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { isAlive, makeFolder, query, removeFolder, serverPid, until } from "./embedded-fixtures.js";

let folder: string;
const servers: EmbeddedPostgres[] = [];

async function start(port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false, ...(port === undefined ? {} : { port }) });
  servers.push(server);
  return server;
}

const portOf = ({ connectionString }: EmbeddedPostgres) => Number(new URL(connectionString).port);

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  removeFolder(folder);
});

describe("startEmbeddedPostgres", () => {
  it("makes a database that only this machine and the holder of the password reach", async () => {
    const { connectionString } = await start();
    expect(await query(connectionString, "SELECT current_database() AS name")).toEqual([{ name: "tagcast" }]);
    expect(await query(connectionString, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    expect(await query(connectionString, "SHOW synchronous_commit")).toEqual([{ synchronous_commit: "on" }]);
    const stranger = new URL(connectionString);
    stranger.password = "guess";
    await expect(query(stranger.toString(), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    for (const file of ["password", "postgres.log"]) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "data")).mode & 0o077).toBe(0);
  });

  it("keeps data, password and port over a stop, and can be stopped twice", async () => {
    const first = await start();
    await query(first.connectionString, "CREATE TABLE kept AS SELECT 42 AS n");
    const pid = serverPid(folder);
    await first.stop();
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    const second = await start();
    expect(second.connectionString).toBe(first.connectionString);
    expect(await query(second.connectionString, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
  });

  it("takes another port when the kept one is taken, and the wanted one when it is free", async () => {
    const first = await start();
    const kept = portOf(first);
    await first.stop();
    const squatter = createServer().listen(kept, "127.0.0.1");
    const second = await start();
    expect(portOf(second)).not.toBe(kept);
    await second.stop();
    await new Promise((resolve) => squatter.close(resolve));
    expect(portOf(await start(kept))).toBe(kept);
  });

  it.each([
    ["lost", null],
    ["damaged", "###"],
    ["wrong", "0".repeat(48)],
  ])("makes a new password when the kept one is %s, without losing data", async (_how, content) => {
    const first = await start();
    await query(first.connectionString, "CREATE TABLE kept AS SELECT 42 AS n");
    await first.stop();
    if (content === null) removeFolder(join(folder, "password"));
    else writeFileSync(join(folder, "password"), content);
    const second = await start();
    expect(await query(second.connectionString, "SELECT n FROM kept")).toEqual([{ n: 42 }]);
    expect(new URL(second.connectionString).password).toBe(readFileSync(join(folder, "password"), "utf8").trim());
    await second.stop();
    expect((await start()).connectionString).toBe(second.connectionString);
  });

  it("starts the server again on the same port when it is killed, and stop still stops it", async () => {
    const server = await start();
    await query(server.connectionString, "CREATE TABLE kept AS SELECT 42 AS n");
    const killed = serverPid(folder);
    process.kill(killed, "SIGKILL");
    const answers = () => query(server.connectionString, "SELECT n FROM kept").then(Boolean, () => false);
    await until(async () => serverPid(folder) !== killed && (await answers()));
    const revived = serverPid(folder);
    await server.stop();
    expect(isAlive(revived)).toBe(false);
  });

  it("leaves no server when it is stopped while one is being started again", async () => {
    const server = await start();
    process.kill(serverPid(folder), "SIGKILL");
    await server.stop();
    expect(runningEmbeddedPostgres(folder)).toBeNull();
    const pid = serverPid(folder);
    expect(pid === 0 || pid === process.pid || !isAlive(pid)).toBe(true);
  });

  it("tells commands that run beside it where it is, and nothing once it is gone", async () => {
    expect(runningEmbeddedPostgres(folder)).toBeNull();
    const server = await start();
    expect(runningEmbeddedPostgres(folder)).toBe(server.connectionString);
    await server.stop();
    expect(runningEmbeddedPostgres(folder)).toBeNull();
  });
});
