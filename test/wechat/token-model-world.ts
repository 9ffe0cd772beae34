import { TokenKeeper, type TokenStore, WeChatError } from "../../src/wechat/index.js";
import { withToken } from "../../src/wechat/token-retry.js";
import type { IssuedToken } from "../../src/wechat/token-source.js";
import { MemoryTokenStore } from "./token-world.js";

const MINUTE = 60_000;
const LIFE_MS = 120 * MINUTE;
const CHANGE_OVER_MS = 5 * MINUTE;

interface Process {
  keeper: TokenKeeper;
  /** Ends everything it is doing; what it holds is let go. */
  crash(): void;
  /** The newest version it gave to anybody. */
  given: number;
}

/** WeChat, the store and some processes, with what must hold at every moment. */
export class TokenModel {
  readonly store = new MemoryTokenStore(() => performance.now());
  readonly broken: string[] = [];
  down = false;
  /** So many calls more are refused with 40001 although the token is good. */
  lagging = 0;
  private readonly processes: Process[];
  private readonly tokenOf = new Map<number, string>();
  private readonly pasted = new Set<string>();
  private stable: { token: string; endsAt: number; from: number }[] = [];
  private count = 0;
  private inFlight = 0;
  private operatorForces = 0;

  constructor(processes: number) {
    this.processes = Array.from({ length: processes }, () => this.open());
  }

  async call(index: number): Promise<void> {
    const process = this.process(index);
    await withToken(process.keeper, async (token) => {
      await pause();
      this.check(token);
    });
    const { version, token } = await process.keeper.current();
    this.gave(process, version, token);
  }

  async refresh(index: number, force: boolean): Promise<void> {
    const process = this.process(index);
    if (force) this.operatorForces++;
    try {
      const { version, token } = await process.keeper.refresh({ force });
      this.gave(process, version, token);
    } finally {
      if (force) this.operatorForces--;
    }
  }

  async replace(index: number, good: boolean): Promise<void> {
    const token = `pasted-${++this.count}`;
    if (good) this.pasted.add(token);
    await this.process(index).keeper.replace(token, 30 * MINUTE);
  }

  crash(index: number): void {
    this.process(index).crash();
    this.processes[index % this.processes.length] = this.open();
  }

  /** 42001 from now on. */
  expire(): void {
    this.stable = [];
    this.pasted.clear();
  }

  /** 40001 from now on for what was given out before. */
  anotherSystemForces(): void {
    this.stable = [];
    this.next();
  }

  private process(index: number): Process {
    const process = this.processes[index % this.processes.length];
    if (!process) throw new Error("there is no process");
    return process;
  }

  private gave(process: Process, version: number, token: string): void {
    if (version < process.given) this.broken.push(`version ${version} after ${process.given}`);
    process.given = version;
    if ((this.tokenOf.get(version) ?? token) !== token) this.broken.push(`two tokens of version ${version}`);
    this.tokenOf.set(version, token);
  }

  private open(): Process {
    let crash: () => void = () => undefined;
    const crashed = new Promise<never>((_resolve, reject) => {
      crash = () => reject(new Error("crashed"));
    });
    crashed.catch(() => undefined);
    const living = <T>(work: Promise<T>) => Promise.race([work, crashed]);
    const { store } = this;
    const own: TokenStore = {
      load: () => living(store.load()),
      withRefreshLock: (tenantId, work) =>
        living(
          store.withRefreshLock(tenantId, (locked) =>
            living(work({ load: locked.load, save: (token) => living(Promise.resolve()).then(() => locked.save(token)) })),
          ),
        ),
    };
    let forcedAt = Number.NEGATIVE_INFINITY;
    const issue = (force: boolean) => {
      const now = performance.now();
      if (force && this.operatorForces === 0) {
        if (now - forcedAt < 10 * MINUTE) this.broken.push(`forced ${now - forcedAt} ms after the last force`);
        forcedAt = now;
      }
      return this.issue(force, living);
    };
    const log = { info: () => undefined, warn: () => undefined };
    const keeper = new TokenKeeper({ tenantId: 1, store: own, issue, log, lagWaitMs: 0 });
    return { keeper, crash, given: 0 };
  }

  private async issue(force: boolean, living: <T>(work: Promise<T>) => Promise<T>): Promise<IssuedToken> {
    if (++this.inFlight > 1) this.broken.push("two calls for a token at the same time");
    try {
      await living(pause());
    } finally {
      this.inFlight--;
    }
    if (this.down) throw new WeChatError("unclear", "/cgi-bin/stable_token", -1, "system error");
    const now = performance.now();
    const current = this.stable.at(-1);
    if (force) this.stable = [];
    const token = current && !force && current.endsAt - now > CHANGE_OVER_MS ? current : this.next();
    return { token: token.token, lifeMs: token.endsAt - now, source: force ? "stable_token_forced" : "stable_token" };
  }

  private next(): { token: string; endsAt: number } {
    const now = performance.now();
    const former = this.stable.at(-1);
    if (former) former.endsAt = Math.max(former.endsAt, now + CHANGE_OVER_MS);
    const token = { token: `t${++this.count}`, endsAt: now + LIFE_MS, from: now };
    this.stable = [...(former ? [former] : []), token];
    return token;
  }

  private check(token: string): void {
    if (this.lagging > 0) {
      this.lagging--;
      throw new WeChatError("token", "/cgi-bin/tags/get", 40001, "invalid credential");
    }
    if (this.pasted.has(token)) return;
    const known = this.stable.find((each) => each.token === token);
    if (!known) throw new WeChatError("token", "/cgi-bin/tags/get", 40001, "invalid credential");
    if (known.endsAt <= performance.now()) throw new WeChatError("token", "/cgi-bin/tags/get", 42001, "access_token expired");
  }
}

/** Lets others run in between, as a call over the network would. */
async function pause(): Promise<void> {
  for (let n = 0; n < 5; n++) await Promise.resolve();
}
