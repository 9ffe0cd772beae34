import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TokenKeeper } from "./token-keeper.js";
import type { IssuedToken } from "./token-source.js";
import type { StoredToken, TokenStore } from "./token-store.port.js";
import { Turns } from "./turns.js";
import { WeChatError } from "./wechat-error.js";

const MINUTE = 60_000;

/** WeChat's stable_token and the shared store, in memory: time stands still unless the test moves it. */
class World {
  stored: StoredToken | null = null;
  asked = 0;
  failing = false;
  lifeMs = 120 * MINUTE;
  readonly warnings: string[] = [];
  private issued: IssuedToken | null = null;
  private readonly lock = new Turns(1);
  private readonly keepers: TokenKeeper[] = [];

  keeper(): TokenKeeper {
    const log = { info: () => undefined, warn: (_facts: object, message: string) => this.warnings.push(message) };
    const keeper = new TokenKeeper({ tenantId: 1, store: this.store(), issue: async () => this.issue(), log });
    this.keepers.push(keeper);
    return keeper;
  }

  async stop(): Promise<void> {
    await Promise.all(this.keepers.map((keeper) => keeper.stop()));
  }

  /** The same token until its last five minutes. */
  private issue(): IssuedToken {
    this.asked++;
    if (this.failing) throw new WeChatError("unclear", "/cgi-bin/stable_token", -1, "system error");
    const fresh = this.issued !== null && this.issued.expiresAt.getTime() - Date.now() > 5 * MINUTE;
    this.issued =
      fresh && this.issued
        ? this.issued
        : { token: `t${this.asked}`, expiresAt: new Date(Date.now() + this.lifeMs), source: "stable_token" };
    return this.issued;
  }

  private store(): TokenStore {
    const load = async () => this.stored;
    const saveIfNewer = async (token: StoredToken) => {
      this.stored = token;
      return true;
    };
    return { load, withRefreshLock: (_tenantId, work) => this.lock.take(() => work({ load, saveIfNewer })) };
  }
}

describe("a started TokenKeeper", () => {
  let world: World;

  beforeEach(() => {
    vi.useFakeTimers();
    world = new World();
  });

  afterEach(async () => {
    await world.stop();
    vi.useRealTimers();
  });

  const pass = (minutes: number) => vi.advanceTimersByTimeAsync(minutes * MINUTE);

  it("gets a token at once, and a new one in the last minutes of the old", async () => {
    world.keeper().start();
    await pass(0);
    expect(world.stored?.version).toBe(1);
    await pass(115);
    expect(world.asked).toBe(1);
    await pass(3);
    expect(world.stored?.version).toBe(2);
  });

  it("renews once for all processes, and each of them goes on with the new token", async () => {
    const keepers = Array.from({ length: 8 }, () => world.keeper());
    for (const keeper of keepers) keeper.start();
    await pass(10 * 119);
    expect(world.stored?.version).toBe(world.asked);
    expect(world.asked).toBe(11);
    expect(await Promise.all(keepers.map(async (keeper) => (await keeper.current()).version))).toEqual(Array(8).fill(11));
    expect(world.asked).toBe(11);
  });

  it("tries again after a failure, while the old token serves on", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(116);
    world.failing = true;
    await pass(2);
    expect(world.warnings.length).toBeGreaterThan(0);
    expect(await keeper.current()).toMatchObject({ version: 1 });
    world.failing = false;
    await pass(1);
    expect(await keeper.current()).toMatchObject({ version: 2 });
  });

  it("gives up what is at its end: then callers wait for a new token", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(100);
    world.failing = true;
    await pass(30);
    await expect(keeper.current()).rejects.toMatchObject({ kind: "unclear" });
  });

  it("does not ask without end where tokens live for seconds", async () => {
    world.lifeMs = 40_000;
    world.keeper().start();
    await pass(10);
    expect(world.asked).toBeLessThanOrEqual(25);
  });

  it("asks no more after stop", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(1);
    await keeper.stop();
    await pass(240);
    expect(world.asked).toBe(1);
  });
});
