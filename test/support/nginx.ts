import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/cli/ports.js";

const CONFIGURATION = new URL("../../deploy/nginx/nginx.conf", import.meta.url);

/** nginx with the configuration that we ship, on loopback, everything of its own in `folder`. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** `program`: where nginx is; `servers`: host:port of those it spreads requests over. */
  static async start(program: string, folder: string, servers: readonly string[]): Promise<Nginx> {
    const port = await freePort("127.0.0.1", 0, "PORT");
    await mkdir(folder, { recursive: true });
    // Started as root, its workers are another user.
    await chmod(folder, 0o755);
    const shipped = await readFile(CONFIGURATION, "utf8");
    const here = shipped
      .replaceAll("/tmp/", `${folder}/`)
      .replace("listen 8080;", `listen 127.0.0.1:${port};`)
      .replace("/dev/stdout", join(folder, "access.log"));
    await writeFile(join(folder, "nginx.conf"), here);
    await writeUpstreams(folder, servers);
    const options = ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log"), "-g", "daemon off;"];
    const child = spawn(program, options, { stdio: ["ignore", "ignore", "inherit"] });
    const nginx = new Nginx(`http://127.0.0.1:${port}`, folder, child);
    await nginx.answers();
    return nginx;
  }

  /** From now on only these get requests; resolves when no worker of nginx's goes by the former list any more. */
  async spreadOver(servers: readonly string[]): Promise<void> {
    const former = await this.workers();
    await writeUpstreams(this.folder, servers);
    this.child.kill("SIGHUP");
    const stillTaking = async () => (await this.workers()).some((pid) => former.includes(pid));
    while (await stillTaking()) await sleep(50);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
  }

  private async answers(): Promise<void> {
    while (
      !(await fetch(`${this.url}/metrics`).then(
        ({ status }) => status === 404,
        () => false,
      ))
    ) {
      if (this.child.exitCode !== null) throw new Error(`nginx ended with ${this.child.exitCode}`);
      await sleep(20);
    }
  }

  /** Those that take new connections: others finish what they have, and say so in their title. */
  private async workers(): Promise<string[]> {
    const { pid } = this.child;
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
    const titles = await Promise.all(children.map((child) => readFile(`/proc/${child}/cmdline`, "utf8").catch(() => "")));
    return children.filter((_child, at) => titles[at]?.includes("worker process") && !titles[at].includes("shutting down"));
  }
}

function writeUpstreams(folder: string, servers: readonly string[]): Promise<void> {
  const lines = servers.map((server) => `    server ${server} max_fails=0;`);
  return writeFile(join(folder, "upstream.conf"), `upstream tagcast {\n${lines.join("\n")}\n}\n`);
}
