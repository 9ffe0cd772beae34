import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./token-process.ts", import.meta.url));

export interface TokenReport {
  succeeded: number;
  /** Each message once. */
  faults: string[];
}

export interface TokenProcessOptions {
  databaseUrl: string;
  wechatUrl: string;
  tenantId: number;
  appId: string;
  appSecret: string;
  /** 64 hex digits. */
  secretKey: string;
  /** Where the token is kept; default: in the database. */
  redis?: { url: string; prefix: string };
}

/** A real process that calls WeChat with the token all processes share. */
export class TokenProcess {
  private readonly ended: Promise<never>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the process ended with ${code ?? signal}`);
    });
    // Whoever waits for an answer is told.
    this.ended.catch(() => undefined);
  }

  static async start(options: TokenProcessOptions): Promise<TokenProcess> {
    const { databaseUrl, wechatUrl, tenantId, appId, appSecret, secretKey, redis } = options;
    const store = redis === undefined ? [] : [redis.url, redis.prefix];
    const child = fork(PROGRAM, [databaseUrl, wechatUrl, String(tenantId), appId, appSecret, secretKey, ...store], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const started = new TokenProcess(child);
    await started.answer();
    return started;
  }

  /** Makes so many calls at the same time; told when the last one has ended. */
  call(callers: number): Promise<TokenReport> {
    const answer = this.answer();
    this.child.send({ callers });
    return answer;
  }

  /** kill -9, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.ended.catch(() => undefined);
  }

  private answer(): Promise<TokenReport> {
    const message = new Promise<TokenReport>((resolve) => this.child.once("message", (told) => resolve(told as TokenReport)));
    return Promise.race([message, this.ended]);
  }
}
