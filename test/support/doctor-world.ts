import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { cli } from "./terminal.js";

export const APP = { appId: "wx0123456789abcdef", appSecret: "0123456789abcdef0123456789abcdef" };

/** A set-up in order for `tagcast doctor` to look at: a database, WeChat, one tenant, one operator, and no server. */
export class DoctorWorld {
  private constructor(
    readonly test: TestDatabase,
    readonly simulator: Simulator,
    readonly env: Record<string, string>,
  ) {}

  static async start(): Promise<DoctorWorld> {
    const test = await createTestDatabase();
    const simulator = await startSimulator({ apps: [APP], followers: 10 });
    const env = {
      DATABASE_URL: test.url,
      TAGCAST_DATA_DIR: mkdtempSync(join(tmpdir(), "tagcast-doctor-")),
      PORT: String(await deadPort()),
      WECHAT_API_BASE_URL: simulator.url,
      WECHAT_APP_ID: APP.appId,
      WECHAT_APP_SECRET: APP.appSecret,
      WECHAT_CALLBACK_TOKEN: "callbacktoken",
      TAGCAST_SECRET_KEY: randomBytes(32).toString("hex"),
    };
    const account = ["--app-id", APP.appId, "--app-secret", APP.appSecret, "--callback-token", "callbacktoken"];
    expect((await cli(["create-tenant", "--name", "Brand", ...account], env)).code).toBe(0);
    expect((await cli(["create-operator", "--tenant", APP.appId, "--username", "li", "--role", "ADMIN"], env)).code).toBe(0);
    return new DoctorWorld(test, simulator, env);
  }

  /** What doctor finds, with these variables set otherwise. */
  async doctor(changes: Record<string, string> = {}): Promise<{ code: number; healthy: boolean; of(check: string): Finding | undefined }> {
    const { code, stdout } = await cli(["doctor", "--json"], { ...this.env, ...changes });
    const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: Finding[] };
    return { code, healthy, of: (check) => findings.find((finding) => finding.check === check) };
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.test.drop();
    rmSync(this.env.TAGCAST_DATA_DIR ?? "", { recursive: true, force: true });
  }
}

/** A port that nobody listens on. */
export async function deadPort(): Promise<number> {
  const server = await listen(createServer());
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
