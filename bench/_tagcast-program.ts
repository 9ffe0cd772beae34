import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../src/platform/database/database.js";
import { httpCaller } from "../test/support/caller.js";
import { Program } from "../test/support/processes.js";

const PASSWORD = "correct horse battery";

/** The whole program as it is installed (`dist/`), in a process of its own, and what it is asked over HTTP. */
export class TagcastProgram {
  private constructor(
    private readonly program: Program,
    private readonly ask: (query: string) => Promise<{ id: string }>,
    private readonly database: Database,
  ) {}

  /** `env`: besides PORT and the password. */
  static async start(database: Database, port: number, env: Record<string, string>): Promise<TagcastProgram> {
    const url = `http://127.0.0.1:${port}`;
    const all = { ...env, PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn", TAGCAST_ADMIN_PASSWORD: PASSWORD };
    const program = await Program.start(["start"], { env: all, ready: `${url}/readyz` });
    const call = httpCaller(url);
    const login = await call(`mutation { login(username: "admin", password: "${PASSWORD}") { token } }`);
    const { token } = (login.data as { login: { token: string } }).login;
    const ask = async (query: string) => {
      const { data, errors } = await call(query, {}, token);
      if (errors) throw new Error(JSON.stringify(errors));
      return Object.values(data ?? {})[0] as { id: string };
    };
    return new TagcastProgram(program, ask, database);
  }

  /** Milliseconds from the draft to WeChat's acceptance of the last batch. */
  async sendToEverybody(name: string): Promise<number> {
    const began = performance.now();
    const input = `{ name: "${name}", audience: { everyone: true }, content: { text: "${name}" } }`;
    const { id } = await this.ask(`mutation { createMassSend(input: ${input}) { id } }`);
    await this.ask(`mutation { startMassSend(id: "${id}") { id } }`);
    for (;;) {
      const { rows } = await this.database.pool.query<{ batches: number; accepted: number; status: string; error: string | null }>(
        "SELECT batch_count AS batches, batches_accepted AS accepted, status, error FROM mass_send WHERE id = $1",
        [id],
      );
      const [row] = rows;
      if (row?.batches === row?.accepted) return performance.now() - began;
      if (row?.status === "FAILED" || row?.status === "PAUSED") throw new Error(`the send is ${row.status}: ${row.error}`);
      await sleep(10);
    }
  }

  /** The largest resident memory it ever had, in MB. */
  peakMb(): number {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.program.pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) / 1_024;
  }

  async close(): Promise<void> {
    await this.program.stop();
  }
}
