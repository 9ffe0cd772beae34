import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/cli/ports.js";
import { clientMsgId } from "../../src/mass-sends/plan.js";
import { httpCaller } from "./caller.js";
import { Program } from "./processes.js";

const APP = { id: "wx0123456789abcdef", secret: "0123456789abcdef0123456789abcdef", token: "callbacktoken" };
const PASSWORD = "mortal-server-password";

export interface LedgerSummary {
  jobs: number;
  recipients: number;
  deliveredOnce: number;
  deliveredMoreThanOnce: number;
}

/** The program with its embedded database in one process that may be killed at any moment, and WeChat in another that lives on. */
export class MortalServer {
  private token = "";
  private server: Program | null = null;

  private constructor(
    private readonly folder: string,
    private readonly url: string,
    private readonly env: Record<string, string>,
    private readonly wechat: { program: Program; url: string },
  ) {}

  /** Running, with `followers` listed from WeChat. */
  static async start(followers: number, env: Record<string, string>): Promise<MortalServer> {
    const folder = mkdtempSync(join(tmpdir(), "tagcast-mortal-"));
    // As root, PostgreSQL runs as another user, who must get in.
    chmodSync(folder, 0o755);
    const [port, wechatPort] = [await freePort("127.0.0.1", 0, "PORT"), await freePort("127.0.0.1", 0, "PORT")];
    const [url, wechatUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${wechatPort}`];
    const aesKey = randomBytes(32).toString("base64").slice(0, 43);
    const callback = ["--callback", `${url}/wechat/callback/${APP.id}`, "--callback-token", APP.token, "--encoding-aes-key", aesKey];
    const size = ["--followers", String(followers), "--speed", "50", "--mass-calls-per-minute", "0"];
    const program = await Program.start(
      ["simulator", "--port", String(wechatPort), "--app", `${APP.id}:${APP.secret}`, ...callback, ...size],
      {
        ready: `${wechatUrl}/_simulator/state`,
      },
    );
    const account = { WECHAT_APP_ID: APP.id, WECHAT_APP_SECRET: APP.secret, WECHAT_CALLBACK_TOKEN: APP.token };
    const all = {
      ...{ PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn", TAGCAST_DATA_DIR: join(folder, "data") },
      ...{ ...account, WECHAT_ENCODING_AES_KEY: aesKey, WECHAT_API_BASE_URL: wechatUrl, TAGCAST_ADMIN_PASSWORD: PASSWORD },
      ...env,
    };
    const made = new MortalServer(folder, url, all, { program, url: wechatUrl });
    await made.live();
    await made.signIn();
    await made.ask("mutation { syncFromWeChat { id } }");
    await until(async () => (await made.followers(1)).totalCount === followers);
    return made;
  }

  /** Starts it, on what the former life left. */
  async live(): Promise<void> {
    this.server = await Program.start(["start"], { env: this.env, ready: `${this.url}/readyz` });
  }

  /** kill -9. */
  async die(): Promise<void> {
    await this.server?.kill();
  }

  async ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data> {
    const answer = await httpCaller(this.url)(query, variables, this.token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data as Data;
  }

  /** The first ones' openids, and how many there are. */
  async followers(first: number): Promise<{ totalCount: number; openids: string[] }> {
    const { users } = await this.ask<{ users: { totalCount: number; edges: { node: { openid: string } }[] } }>(
      "query($first: Int) { users(first: $first) { totalCount edges { node { openid } } } }",
      { first },
    );
    return { totalCount: users.totalCount, openids: users.edges.map(({ node }) => node.openid) };
  }

  /** What WeChat delivered of one send. */
  async ledger(massSendId: string): Promise<LedgerSummary> {
    const prefix = clientMsgId(massSendId, 0).slice(0, -1);
    return (await (await fetch(`${this.wechat.url}/_simulator/ledger?clientMsgIdPrefix=${prefix}`)).json()) as LedgerSummary;
  }

  async close(): Promise<void> {
    await this.server?.stop();
    await this.wechat.program.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async signIn(): Promise<void> {
    const { login } = await this.ask<{ login: { token: string } }>(
      'mutation($p: String!) { login(username: "admin", password: $p) { token } }',
      { p: PASSWORD },
    );
    this.token = login.token;
  }
}

export async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(100);
}
