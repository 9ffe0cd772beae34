import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../src/cli/ports.js";

const run = promisify(execFile);

/** nginx with the configuration that we ship, on loopback, everything of its own in `folder`. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly folder: string,
  ) {}

  /** `program`: where nginx is; `servers`: host:port of those it spreads requests over. */
  static async start(program: string, folder: string, servers: readonly string[]): Promise<Nginx> {
    const port = await freePort("127.0.0.1", 0, "PORT");
    await run("bash", ["scripts/start-nginx.sh", program, folder, String(port), ...servers]);
    return new Nginx(`http://127.0.0.1:${port}`, folder);
  }

  /** From now on only these get requests; resolves when no worker of nginx's goes by the former list any more. */
  async spreadOver(servers: readonly string[]): Promise<void> {
    const lines = servers.map((server) => `    server ${server} max_fails=0;`);
    await writeFile(join(this.folder, "upstream.conf"), `upstream tagcast {\n${lines.join("\n")}\n}\n`);
    await run("sh", ["deploy/nginx/reload.sh", (await readFile(join(this.folder, "pid"), "utf8")).trim()]);
  }

  async stop(): Promise<void> {
    await run("bash", ["scripts/machine.sh", "stop", this.folder]);
  }
}
