import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TokenKeeper, WeChatError } from "../../src/wechat/index.js";
import { withToken } from "../../src/wechat/token-retry.js";
import { TokenWorld } from "./token-world.js";

const ALWAYS = Number.POSITIVE_INFINITY;

let world: TokenWorld;
beforeEach(() => {
  world = new TokenWorld();
});
afterEach(() => world.stop());

/** A call that WeChat refuses so often for its token, and then takes. */
function refusing(times: number, errcode = 40001) {
  const tokens: string[] = [];
  const call = async (token: string) => {
    tokens.push(token);
    if (tokens.length <= times) throw new WeChatError("token", "/cgi-bin/tags/get", errcode, "invalid credential");
    return "done";
  };
  return { tokens, call };
}

const makes = (keeper: TokenKeeper, { call }: ReturnType<typeof refusing>) => withToken(keeper, call);

describe("a token that WeChat refuses", () => {
  it("just after it issued it is tried again after a moment: some of its servers do not know it yet", async () => {
    const call = refusing(1);
    expect(await makes(world.keeper(), call)).toBe("done");
    expect(call.tokens).toEqual(["t1", "t1"]);
    expect(world.asked).toEqual([false]);
  });

  it("as past its end is not tried again", async () => {
    const call = refusing(1, 42001);
    expect(await makes(world.keeper(), call)).toBe("done");
    expect(call.tokens).toEqual(["t1", "t3"]);
  });

  it("twice is forced, since unforced WeChat gives out the same", async () => {
    const call = refusing(2);
    expect(await makes(world.keeper(), call)).toBe("done");
    expect(call.tokens).toEqual(["t1", "t1", "t3"]);
    expect(world.asked).toEqual([false, false, true]);
  });

  it("for good burns one force, and asks WeChat no more than needed, however many callers there are", async () => {
    const keepers = [world.keeper(), world.keeper(), world.keeper()];
    for (let round = 0; round < 5; round++) {
      const calls = keepers.flatMap((keeper) => Array.from({ length: 50 }, () => makes(keeper, refusing(ALWAYS))));
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: "rejected", reason: { kind: "token", errcode: 40001 } });
      }
    }
    expect(world.forced).toBe(1);
    // The first, one that gave the same, the force, and once for each process that heard no.
    expect(world.asked.length).toBeLessThanOrEqual(3 + keepers.length);
  });

  it("is no quota of the caller's where the day's forces are used up", async () => {
    const keeper = world.keeper();
    await keeper.current();
    world.failing = new WeChatError("quota-day", "/cgi-bin/stable_token", 45009, "reach max api daily quota limit");
    world.failsForced = true;
    await expect(makes(keeper, refusing(ALWAYS))).rejects.toMatchObject({ kind: "token", errcode: 40001 });
  });

  it("by an operator who pasted it is followed by one of WeChat's, and by no force", async () => {
    const keeper = world.keeper();
    await keeper.current();
    await keeper.replace("pasted", 7_200_000);
    const call = refusing(2);
    expect(await makes(keeper, call)).toBe("done");
    expect(call.tokens).toEqual(["pasted", "pasted", "t1"]);
    expect(world.forced).toBe(0);
    expect(world.store.versions).toEqual([1, 2, 3]);
  });

  it("and came from /cgi-bin/token is replaced once a minute at most: another system may be asking there", async () => {
    world.source = "token";
    const keeper = world.keeper();
    await keeper.current();
    const calls = Array.from({ length: 20 }, () => makes(keeper, refusing(ALWAYS)));
    for (const result of await Promise.allSettled(calls)) expect(result.status).toBe("rejected");
    expect(world.asked).toHaveLength(1);
    world.store.grow(61_000);
    expect(await makes(world.keeper(), refusing(1))).toBe("done");
    expect(world.asked).toHaveLength(2);
  });
});
