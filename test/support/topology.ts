import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/cli/ports.js";
import { httpCaller } from "./caller.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { Program } from "./processes.js";
import { TestSocket } from "./socket.js";

const APP = { id: "wx0123456789abcdef", secret: "0123456789abcdef0123456789abcdef", token: "callbacktoken" };
const PASSWORD = "topology-password";
const FINAL = ["COMPLETED", "FAILED", "NEEDS_ATTENTION"];

/** A process of Tagcast, and where it answers. */
export interface Node {
  url: string;
  program: Program;
}

export interface Progress {
  seq: number;
  status: string;
  recipients: number;
  batches: number;
  batchesFinished: number;
}

export interface Ledger {
  jobs: number;
  recipients: number;
  deliveredOnce: number;
  deliveredMoreThanOnce: number;
}

const PROGRESS = "seq status recipients batches batchesFinished";

/** WeChat's simulator and any number of processes of ours, as a brand would start them, on one database and one Redis. */
export class Topology {
  private readonly folder = mkdtempSync(join(tmpdir(), "tagcast-topology-"));
  private readonly running = new Set<Program>();
  private token = "";

  private constructor(
    readonly test: TestDatabase,
    private readonly wechatUrl: string,
    private readonly env: Record<string, string>,
  ) {}

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

  async signIn(at: Node): Promise<void> {
    const answer = await httpCaller(at.url)('mutation($p: String!) { login(username: "admin", password: $p) { token } }', { p: PASSWORD });
    this.token = (answer.data?.login as { token: string } | undefined)?.token ?? "";
    if (this.token === "") throw new Error(JSON.stringify(answer.errors));
  }

  async ask<Data>(at: Node, query: string, variables?: Record<string, unknown>): Promise<Data> {
    const answer = await httpCaller(at.url)(query, variables, this.token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data as Data;
  }

  /** Has all of WeChat's followers; needs somebody who works. */
  async sync(at: Node, followers: number): Promise<void> {
    await this.ask(at, "mutation { syncFromWeChat { id } }");
    const count = async () =>
      (await this.ask<{ users: { totalCount: number } }>(at, "{ users(first: 1) { totalCount } }")).users.totalCount;
    while ((await count()) < followers) await sleep(100);
  }

  /** To all but one person, so that it goes by openid, in batches. Gives the send's id. */
  async startSend(at: Node): Promise<string> {
    const query = "{ users(first: 1) { edges { node { openid } } } }";
    const { users } = await this.ask<{ users: { edges: { node: { openid: string } }[] } }>(at, query);
    const audience = { all: [{ subscribed: true }, { not: { openids: users.edges.map(({ node }) => node.openid) } }] };
    const { createMassSend } = await this.ask<{ createMassSend: { id: string } }>(
      at,
      'mutation($a: AudienceInput!) { createMassSend(input: { name: "send", audience: $a, content: { text: "hello" } }) { id } }',
      { a: audience },
    );
    await this.ask(at, "mutation($id: ID!) { startMassSend(id: $id) { status } }", { id: createMassSend.id });
    return createMassSend.id;
  }

  async progress(at: Node, id: string): Promise<Progress> {
    const query = `query($id: ID!) { massSend(id: $id) { progress { ${PROGRESS} } } }`;
    return (await this.ask<{ massSend: { progress: Progress } }>(at, query, { id })).massSend.progress;
  }

  /** Follows a send over a WebSocket: `seen` grows, `ended` resolves when the server completes it. */
  async follow(at: Node, id: string): Promise<{ seen: Progress[]; ended: Promise<void> }> {
    const socket = await TestSocket.connect(at.url, this.token);
    const seen: Progress[] = [];
    socket.socket.on("message", (data) => {
      const { type, payload } = JSON.parse(String(data)) as { type: string; payload?: { data?: { massSendProgress: Progress } } };
      if (type === "next" && payload?.data) seen.push(payload.data.massSendProgress);
    });
    socket.subscribe("s", `subscription($id: ID!) { massSendProgress(id: $id) { ${PROGRESS} } }`, { id });
    const ended = socket.next("complete", "s").then(() => socket.socket.close());
    return { seen, ended };
  }

  async untilOver(at: Node, id: string): Promise<Progress> {
    for (;;) {
      const progress = await this.progress(at, id);
      if (FINAL.includes(progress.status)) return progress;
      await sleep(100);
    }
  }

  /** Each mass call takes so long. */
  async slowDown(delayMs: number): Promise<void> {
    await fetch(`${this.wechatUrl}/_simulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: "/cgi-bin/message/mass/send", kind: "slow", delayMs, probability: 1 }),
    });
  }

  /** What WeChat delivered of a send. */
  async ledger(id: string): Promise<Ledger> {
    const prefix = `tc-${Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")}-`;
    return (await (await fetch(`${this.wechatUrl}/_simulator/ledger?clientMsgIdPrefix=${prefix}`)).json()) as Ledger;
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
