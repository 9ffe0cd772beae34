import { afterAll, beforeAll, expect, it } from "vitest";
import { findBitmapDrift } from "../../src/audiences/adapters/bitmap/find-drift.js";
import { rebuildSnapshot } from "../../src/audiences/adapters/bitmap/rebuild-snapshot.js";
import { mend } from "../../src/cli/index-tool.js";
import { AudienceWorld } from "../support/audience-world.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const drift = ({ tenantId }: AudienceWorld) => findBitmapDrift(test.database, tenantId);

/** Eight people over two chunks, all in the stored bitmaps, the first two carrying a tag. */
async function storedWorld(): Promise<{ world: AudienceWorld; tagId: number }> {
  const world = await AudienceWorld.create(test.database, 10_000);
  const users = await world.addUsers(Array.from({ length: 8 }, (_, i) => ({ vip: i > 5, status: i === 7 ? "DELETED" : "NORMAL" })));
  const tagId = await world.addTag();
  await world.tag(users.slice(0, 2), tagId);
  const index = bitmapIndex(test.database);
  await index.count(world.tenantId, { kind: "everyone" });
  await index.close();
  return { world, tagId };
}

/** A write that forgot the change log. */
async function forget({ users }: AudienceWorld, tagId: number): Promise<void> {
  await test.database.pool.query("UPDATE users SET subscribed = false WHERE user_id = $1", [users[3]?.userId]);
  await test.database.pool.query("DELETE FROM user_tag WHERE tag_id = $1 AND user_id = $2", [tagId, users[1]?.userId]);
  await test.database.pool.query("UPDATE user_info SET status = 'NORMAL' WHERE user_id = $1", [users[7]?.userId]);
}

it("is none where all changes went through the log, stored already or not", async () => {
  const { world } = await storedWorld();
  expect(await drift(world)).toEqual({ users: 8, differing: [] });
  await world.changeUsers(world.users.slice(2, 5), { city: 11 });
  await world.addUsers([{}]);
  expect(await drift(world)).toEqual({ users: 9, differing: [] });
});

it("names whom the stored bitmaps are wrong about; they are mended in processes that run, too", async () => {
  const { world, tagId } = await storedWorld();
  const running = bitmapIndex(test.database);
  expect(await running.count(world.tenantId, { kind: "tag", tagId })).toBe(2);
  await forget(world, tagId);
  expect(await drift(world)).toEqual({ users: 8, differing: [10_000, 30_000, 70_000] });
  expect(await running.count(world.tenantId, { kind: "tag", tagId })).toBe(2);
  await mend(test.database, world.tenantId, [10_000, 30_000, 70_000]);
  expect(await running.count(world.tenantId, { kind: "tag", tagId })).toBe(1);
  expect(await running.count(world.tenantId, { kind: "everyone" })).toBe(8);
  expect(await drift(world)).toEqual({ users: 8, differing: [] });
  await running.close();
});

it("is gone when the stored bitmaps are made anew, at the very position where they were wrong", async () => {
  const { world, tagId } = await storedWorld();
  await forget(world, tagId);
  await rebuildSnapshot(test.database, world.tenantId, () => undefined);
  expect(await drift(world)).toEqual({ users: 8, differing: [] });
  const index = bitmapIndex(test.database);
  expect(await index.count(world.tenantId, { kind: "subscribed", value: false })).toBe(1);
  await index.close();
});
