import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MINUTE, systemError, TokenWorld } from "./token-world.js";

describe("a started TokenKeeper", () => {
  let world: TokenWorld;

  beforeEach(() => {
    vi.useFakeTimers();
    world = new TokenWorld();
  });

  afterEach(async () => {
    await world.stop();
    vi.useRealTimers();
  });

  const pass = (minutes: number) => vi.advanceTimersByTimeAsync(minutes * MINUTE);

  it("gets a token at once, and a new one in the last minutes of the old", async () => {
    world.keeper().start();
    await pass(0);
    expect(world.store.versions).toEqual([1]);
    await pass(115);
    expect(world.asked).toHaveLength(1);
    await pass(3);
    expect(world.store.versions).toEqual([1, 2]);
  });

  it("renews once for all processes, and each of them goes on with the new token", async () => {
    const keepers = Array.from({ length: 8 }, () => world.keeper());
    for (const keeper of keepers) keeper.start();
    await pass(10 * 119);
    expect(world.store.versions).toHaveLength(world.asked.length);
    expect(world.asked).toHaveLength(11);
    expect(await Promise.all(keepers.map(async (keeper) => (await keeper.current()).version))).toEqual(Array(8).fill(11));
    expect(world.asked).toHaveLength(11);
  });

  it("tries again after a failure, while the old token serves on", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(115);
    world.failing = systemError();
    await pass(3);
    expect(world.warnings.length).toBeGreaterThan(0);
    expect(await keeper.current()).toMatchObject({ version: 1 });
    world.failing = null;
    await pass(1);
    expect(await keeper.current()).toMatchObject({ version: 2 });
  });

  it("asks ever more seldom while the token endpoint fails for hours, however many callers ask", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(100);
    world.failing = systemError();
    const before = world.asked.length;
    for (let minutes = 0; minutes < 180; minutes++) {
      await pass(1);
      if (minutes > 30) for (let n = 0; n < 20; n++) await expect(keeper.current()).rejects.toMatchObject({ kind: "unclear" });
    }
    // Half a minute apart at the longest, drawn from a half of that on.
    expect(world.asked.length - before).toBeGreaterThan(165 * 2);
    expect(world.asked.length - before).toBeLessThan(165 * 4 + 20);
    world.failing = null;
    await pass(1);
    expect(await keeper.current()).toMatchObject({ version: 2 });
  });

  it("lives on its token through minutes without a database, and goes on when that is back", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(110);
    world.store.down = true;
    await pass(9);
    expect(await keeper.current()).toMatchObject({ version: 1 });
    world.store.down = false;
    await pass(1);
    expect(await keeper.current()).toMatchObject({ version: 2 });
    world.store.down = true;
    await pass(121);
    await expect(keeper.current()).rejects.toThrow("the database is away");
  });

  it("does not ask without end where tokens live for seconds", async () => {
    world.lifeMs = 40_000;
    world.keeper().start();
    await pass(10);
    expect(world.asked.length).toBeLessThanOrEqual(25);
  });

  it("uses a token that lives for less than the margin of long ones", async () => {
    world.lifeMs = 5_000;
    const keeper = world.keeper();
    for (let n = 0; n < 100; n++) await keeper.current();
    expect(world.asked).toHaveLength(1);
  });

  it("takes up within a minute what an operator put in at another process, and uses it to its end", async () => {
    const [here, there] = [world.keeper(), world.keeper()];
    here.start();
    there.start();
    await pass(10);
    await there.replace("from-the-old-system", 30 * MINUTE);
    await pass(1.1);
    expect(await here.current()).toEqual(await there.current());
    expect(await here.current()).toMatchObject({ token: "from-the-old-system", version: 2 });
    await pass(24);
    expect(await here.current()).toMatchObject({ version: 2 });
    await pass(5);
    expect(await here.current()).toMatchObject({ token: "t1", version: 3 });
    expect(world.forced).toBe(0);
  });

  it("does not go back to what a slower refresh brings, when a token was put in meanwhile", async () => {
    const keeper = world.keeper();
    await keeper.current();
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    world.store.acknowledgements = [promise];
    const slow = keeper.refresh({ force: true });
    await pass(0);
    await keeper.replace("pasted", 30 * MINUTE);
    finish();
    expect(await slow).toMatchObject({ token: "pasted", version: 3 });
    expect(await keeper.current()).toMatchObject({ token: "pasted", version: 3 });
  });

  it("loses against a token put in while the lock was lost", async () => {
    const [here, there] = [world.keeper(), world.keeper()];
    await here.current();
    world.store.locks = false;
    world.slowMs = MINUTE;
    const slow = here.refresh({ force: true });
    await pass(0.5);
    await there.replace("pasted", 30 * MINUTE);
    await pass(1);
    expect(await slow).toMatchObject({ token: "pasted", version: 2 });
    expect(world.store.versions).toEqual([1, 2]);
  });

  it("is not misled by a computer's clock that is wrong, or set", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(1);
    vi.setSystemTime(Date.now() + 24 * 60 * MINUTE);
    expect(await keeper.current()).toMatchObject({ version: 1 });
    expect(world.asked).toHaveLength(1);
  });

  it("asks no more after stop", async () => {
    const keeper = world.keeper();
    keeper.start();
    await pass(1);
    await keeper.stop();
    await pass(240);
    expect(world.asked).toHaveLength(1);
  });
});
