import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/cli/ports.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { MainJob } from "./main-job.js";
import { Program } from "./processes.js";

const APP = { id: "wx0123456789abcdef", secret: "0123456789abcdef0123456789abcdef", token: "callbacktoken" };
const PASSWORD = "topology-password";

/** A process of Tagcast, and where it answers. */
export interface Node {
  url: string;
  program: Program;
}

/** WeChat's simulator and any number of processes of ours, as a brand would start them, on one database and one Redis. */
export class Topology {
  private readonly folder = mkdtempSync(join(tmpdir(), "tagcast-topology-"));
  private readonly running = new Set<Program>();
  readonly job: MainJob;

  private constructor(
    readonly test: TestDatabase,
    wechatUrl: string,
    private readonly env: Record<string, string>,
  ) {
    this.job = new MainJob(wechatUrl, PASSWORD);
  }

  /** `redisUrl` null: without Redis. The first api process stands at `callbackPort`, where WeChat posts to. */
  static async start(options: { redisUrl: string | null; prefix: string; followers: number; batchSize: number }): Promise<Topology> {
    const test = await createTestDatabase();
    const [wechatPort, callbackPort] = [await freePort("127.0.0.1", 0, "PORT"), await freePort("127.0.0.1", 0, "PORT")];
    const aesKey = randomBytes(32).toString("base64").slice(0, 43);
    const wechatUrl = `http://127.0.0.1:${wechatPort}`;
    const topology = new Topology(test, wechatUrl, {
      DATABASE_URL: test.url,
      ...(options.redisUrl === null ? {} : { REDIS_URL: options.redisUrl, REDIS_PREFIX: options.prefix }),
      WECHAT_TOKEN_KEY: `${options.prefix}:weixin:<appid>`,
      TAGCAST_SECRET_KEY: randomBytes(32).toString("hex"),
      TAGCAST_ADMIN_PASSWORD: PASSWORD,
      WECHAT_APP_ID: APP.id,
      WECHAT_APP_SECRET: APP.secret,
      WECHAT_CALLBACK_TOKEN: APP.token,
      WECHAT_ENCODING_AES_KEY: aesKey,
      WECHAT_API_BASE_URL: wechatUrl,
      WECHAT_MASS_CALLS_PER_MINUTE: "6000",
      MASS_SEND_BATCH_SIZE: String(options.batchSize),
      MASS_SEND_RESULT_OVERDUE_SECONDS: "10",
      HOST: "127.0.0.1",
      LOG_LEVEL: "warn",
      CALLBACK_PORT: String(callbackPort),
    });
    await topology.launch(
      [
        ...["simulator", "--port", String(wechatPort), "--app", `${APP.id}:${APP.secret}`, "--followers", String(options.followers)],
        ...["--callback", `http://127.0.0.1:${callbackPort}/wechat/callback/${APP.id}`, "--callback-token", APP.token],
        ...["--encoding-aes-key", aesKey, "--speed", "50", "--mass-calls-per-minute", "0"],
      ],
      `${wechatUrl}/_simulator/state`,
    );
    return topology;
  }

  /** The first one stands where WeChat's callbacks go. */
  async node(args: readonly string[], env: Record<string, string> = {}): Promise<Node> {
    const { CALLBACK_PORT: callbackPort = "0", ...common } = this.env;
    const first = args[0] !== "worker" && ![...this.running].some((program) => program.log.includes(`:${callbackPort}/graphql`));
    const port = first ? callbackPort : String(await freePort("127.0.0.1", 0, "PORT"));
    const url = `http://127.0.0.1:${port}`;
    const dataDir = join(this.folder, port);
    const program = await this.launch(args, `${url}/readyz`, { ...common, PORT: port, TAGCAST_DATA_DIR: dataDir, ...env });
    while (!/Next |Health /.test(program.log)) await sleep(20);
    return { url, program };
  }

  /** `how`: SIGTERM, which gives the exit code, or kill -9. */
  async end({ program }: Node, how: "stop" | "kill"): Promise<number | null> {
    this.running.delete(program);
    if (how === "stop") return program.stop();
    await program.kill();
    return null;
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((program) => program.stop()));
    await this.test.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async launch(args: readonly string[], ready: string, env: Record<string, string> = {}): Promise<Program> {
    const program = await Program.start(args, { env, ready });
    this.running.add(program);
    return program;
  }
}
