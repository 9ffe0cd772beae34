import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BitmapAudienceIndex } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import type { Audience } from "../../src/audiences/index.js";
import { AudienceWorld } from "../support/audience-world.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { holds } from "../support/naive-audience.js";

const VIP: Audience = { kind: "vip", value: true };
const LOADED = "audience index loaded";
const TOO_LARGE = "audience index does not fit into its memory; questions read what they need";

/** That it is right with any memory is in the contract (audience-index-bitmap.test.ts). */
describe("memory of audience bitmaps", () => {
  let test: TestDatabase;
  let worlds: AudienceWorld[];
  let messages: string[];
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    messages = [];
    worlds = [await AudienceWorld.create(test.database), await AudienceWorld.create(test.database)];
    for (const world of worlds) await world.addUsers(Array.from({ length: 100 }, (_, i) => ({ vip: i % 3 === 0 })));
  });

  const open = (memoryBytes: number) => {
    const log = (_details: object, message: string) => messages.push(message);
    return bitmapIndex(test.database, { logger: { info: log, warn: log }, saveDelayMs: 3_600_000, memoryBytes });
  };
  const expectRight = async (index: BitmapAudienceIndex, world: AudienceWorld | undefined) => {
    if (!world) throw new Error("no such world");
    const ordinals = world.users.filter((user) => holds(VIP, user)).map(({ ordinal }) => ordinal);
    expect([...(await index.freeze(world.tenantId, VIP))]).toEqual(ordinals);
  };
  const bytesOfOne = async () => {
    const index = open(1e9);
    await expectRight(index, worlds[0]);
    await index.close();
    const { rows } = await test.database.pool.query<{ bytes: string }>(
      "SELECT sum(octet_length(data))::text AS bytes FROM audience_chunk WHERE tenant_id = $1",
      [worlds[0]?.tenantId],
    );
    messages = [];
    return Number(rows[0]?.bytes);
  };
  const storedAt = async (world: AudienceWorld | undefined) => {
    const sql = "SELECT position FROM audience_snapshot WHERE tenant_id = $1";
    return (await test.database.pool.query<{ position: bigint }>(sql, [world?.tenantId])).rows.map(({ position }) => Number(position));
  };

  it("keeps the tenants asked last; the others are stored, let go, and loaded again when asked", async () => {
    const index = open(1.5 * (await bytesOfOne()));
    await expectRight(index, worlds[0]);
    await worlds[0]?.changeUsers(worlds[0].users.slice(0, 5), { vip: false });
    await expectRight(index, worlds[0]);
    await expectRight(index, worlds[1]);
    await expect.poll(() => storedAt(worlds[0])).toEqual([2]);
    messages = [];
    await expectRight(index, worlds[1]);
    expect(messages).toEqual([]);
    await expect
      .poll(async () => {
        await expectRight(index, worlds[0]);
        return messages;
      })
      .toContain(LOADED);
    expect(messages).not.toContain(TOO_LARGE);
    await index.close();
  });

  it("holds every tenant that fits", async () => {
    const index = open(2.5 * (await bytesOfOne()));
    for (const world of worlds) await expectRight(index, world);
    messages = [];
    for (const world of [...worlds, ...worlds]) await expectRight(index, world);
    expect(messages).toEqual([]);
    await index.close();
  });

  it("goes over to reading what a question needs when a tenant outgrows it", async () => {
    const [world] = worlds;
    const index = open(1.5 * (await bytesOfOne()));
    await expectRight(index, world);
    expect(messages).not.toContain(TOO_LARGE);
    await world?.addUsers(Array.from({ length: 300 }, (_, i) => ({ vip: i % 2 === 0 })));
    await expectRight(index, world);
    expect(messages).toContain(TOO_LARGE);
    await world?.changeUsers(world.users.slice(50, 90), { vip: true });
    await expectRight(index, world);
    await index.flush();
    expect(await storedAt(world)).toEqual([3]);
    await expectRight(open(1e9), world);
    await index.close();
  });

  it("brings what is stored up to date first when too many users changed since", { timeout: 120_000 }, async () => {
    const [world] = worlds;
    const index = open(1);
    await expectRight(index, world);
    expect(await storedAt(world)).toEqual([1]);
    await world?.changeUsers(world.users.slice(0, 3), { vip: true });
    await expectRight(index, world);
    expect(await storedAt(world)).toEqual([1]);
    await world?.addUsers(Array.from({ length: 1_200 }, () => ({ vip: true })));
    await expectRight(index, world);
    expect(await storedAt(world)).toEqual([3]);
    await index.close();
  });
});
