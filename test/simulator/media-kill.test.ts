import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { blobKey } from "../../src/simulator/media/blobs.js";
import { sized } from "./media-support.js";
import { APP, type Json, range } from "./support.js";

const SIZE = 300_000;

async function start(stateDir: string): Promise<{ child: ChildProcess; url: string }> {
  const script = new URL("./fixtures/simulator-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", script, stateDir, "http://127.0.0.1:9/"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
    child.once("exit", () => reject(new Error("the simulator's process ended")));
  });
  return { child, url };
}

async function tokenOf(url: string): Promise<string> {
  const query = new URLSearchParams({ grant_type: "client_credential", appid: APP.appId, secret: APP.appSecret });
  return ((await (await fetch(`${url}/cgi-bin/token?${query}`)).json()) as Json).access_token as string;
}

/** A picture that no other has. */
function picture(n: number): Buffer {
  const bytes = sized("jpg", SIZE);
  bytes.writeUInt32BE(n, 100);
  return bytes;
}

async function upload(url: string, token: string, n: number): Promise<string> {
  const form = new FormData();
  form.append("media", new File([new Uint8Array(picture(n))], "a.jpg"));
  const response = await fetch(`${url}/cgi-bin/media/upload?type=image&access_token=${token}`, { method: "POST", body: form });
  return ((await response.json()) as Json).media_id as string;
}

it("media that were answered survive kill -9 whole, and no half file is ever found", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "simulator-kill-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const answered = new Map<string, number>();
  let next = 0;
  for (let round = 1; round <= 3; round++) {
    const { child, url } = await start(stateDir);
    const token = await tokenOf(url);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    const uploads = range(30).map(async () => {
      const n = next++;
      const id = await upload(url, token, n);
      if (id) answered.set(id, n);
      if (answered.size >= round * 8) child.kill("SIGKILL");
    });
    await Promise.allSettled(uploads);
    child.kill("SIGKILL");
    await exited;
  }
  const { url } = await start(stateDir);
  const token = await tokenOf(url);
  expect(answered.size).toBeGreaterThanOrEqual(8);
  for (const [id, n] of answered) {
    const response = await fetch(`${url}/cgi-bin/media/get?media_id=${id}&access_token=${token}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(picture(n))).toBe(true);
  }
  const folder = join(stateDir, "media");
  const torn = readdirSync(folder).filter((name) => blobKey(readFileSync(join(folder, name))) !== name);
  expect(torn).toEqual([]);
}, 60_000);
