import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MainJob } from "./main-job.js";

const run = promisify(execFile);
const PASSWORD = "topology-password";

/** scripts/start-many-machines.sh, as a reader starts it by hand. */
export class ManyMachines {
  readonly job: MainJob;

  private constructor(private readonly folder: string) {
    this.job = new MainJob(this.at("wechat").url, PASSWORD);
  }

  /** `env`: Tagcast's variables, which say where the servers are that all share. */
  static async start(env: Record<string, string>): Promise<ManyMachines> {
    const folder = mkdtempSync(join(tmpdir(), "tagcast-machines-"));
    try {
      await run("bash", ["scripts/start-many-machines.sh", folder], {
        env: { PATH: process.env.PATH, TAGCAST_ADMIN_PASSWORD: PASSWORD, LOG_LEVEL: "warn", ...env },
      });
      return new ManyMachines(folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** api-1, worker-2, nginx, wechat … */
  at(name: string): { url: string } {
    const found = readFileSync(join(this.folder, "addresses"), "utf8")
      .split("\n")
      .map((line) => line.split(" "))
      .find(([each]) => each === name);
    if (found?.[1] === undefined) throw new Error(`there is no ${name}`);
    return { url: found[1] };
  }

  async kill(name: string): Promise<void> {
    await run("bash", ["scripts/machine.sh", "kill", join(this.folder, name)]);
  }

  /** Again, as whatever watches over it would. */
  async startAgain(name: string): Promise<void> {
    await run("bash", ["scripts/machine.sh", "start", join(this.folder, name)]);
  }

  /** What an operator runs after an update. Rejects where one does not end with 0 or does not come up. */
  async rollingRestart(): Promise<void> {
    await run("bash", ["scripts/rolling-restart.sh", this.folder]);
  }

  log(name: string): string {
    return readFileSync(join(this.folder, name, "log"), "utf8");
  }

  async close(): Promise<void> {
    await run("bash", ["scripts/stop-many-machines.sh", this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
