import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, sep } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/index.js";
import { APP } from "./support.js";

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(stateDir: string) {
  const simulator = await startSimulator({ apps: [APP], stateDir });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

/** The id of a process that was killed and that nobody has taken note of, as in a container whose first process collects no orphans. */
async function unburiedPid(): Promise<number> {
  const parent = spawn("sh", ["-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 30"], { stdio: ["pipe", "pipe", "ignore"] });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const pid = Number(await new Promise((resolve) => parent.stdout.once("data", (chunk) => resolve(String(chunk)))));
  const until = async (path: string, what: string) => {
    while (!readFileSync(path, "utf8").includes(what)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  // Only once the shell, which would have taken note, has become sleep.
  await until(`/proc/${parent.pid}/comm`, "sleep");
  parent.stdin.end();
  await until(`/proc/${pid}/stat`, ") Z ");
  return pid;
}

describe("lock of the state folder", () => {
  it("keeps a second simulator out, and says which process has it and what to do", async () => {
    const folder = stateFolder();
    await start(folder);
    const refusal = await startSimulator({ apps: [APP], stateDir: folder }).catch((error: Error) => error.message);
    expect(refusal).toContain(`the state folder ${folder} is in use by another simulator (process ${process.pid})`);
    expect(refusal).toContain("choose another folder");
  });

  it("knows the folder under another spelling", async () => {
    const folder = stateFolder();
    await start(folder);
    await expect(startSimulator({ apps: [APP], stateDir: join(folder, "..", basename(folder)) + sep })).rejects.toThrow("in use");
  });

  it("keeps out of a folder whose process lives", async () => {
    const folder = stateFolder();
    writeFileSync(join(folder, "simulator.pid"), String(process.ppid));
    await expect(startSimulator({ apps: [APP], stateDir: folder })).rejects.toThrow(`process ${process.ppid}`);
  });

  it("is given back at the end, and when the state cannot be read", async () => {
    const folder = stateFolder();
    await (await start(folder)).close();
    expect(existsSync(join(folder, "simulator.pid"))).toBe(false);
    writeFileSync(join(folder, "journal.jsonl"), "no json\n");
    await expect(startSimulator({ apps: [APP], stateDir: folder })).rejects.toThrow(SyntaxError);
    expect(existsSync(join(folder, "simulator.pid"))).toBe(false);
  });

  it.runIf(process.platform === "linux")("is taken over from a process that was killed and is still listed", async () => {
    const folder = stateFolder();
    writeFileSync(join(folder, "simulator.pid"), String(await unburiedPid()));
    await start(folder);
  });

  it.each([
    ["a dead process", () => String(deadPid())],
    ["a process that had this one's id, as the first of a container has", () => String(process.pid)],
    ["another program that got a dead process's id after a reboot", () => `${process.ppid} 1`],
    ["nobody: a crash came before the id was written", () => ""],
  ])("is taken over from %s", async (_who, content) => {
    const folder = stateFolder();
    writeFileSync(join(folder, "simulator.pid"), content());
    await start(folder);
    await expect(startSimulator({ apps: [APP], stateDir: folder })).rejects.toThrow("in use");
  });
});
