import type { PoolClient, QueryConfig, Submittable } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BitmapAudienceIndex } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { Audience } from "../../src/audiences/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { AudienceWorld } from "../support/audience-world.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { holds } from "../support/naive-audience.js";

const EVERYONE: Audience = { kind: "everyone" };

describe("stored audience bitmaps", () => {
  let test: TestDatabase;
  let world: AudienceWorld;
  let messages: string[];
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    messages = [];
    world = await AudienceWorld.create(test.database, 20_000);
    await world.addUsers(Array.from({ length: 10 }, () => ({ vip: true })));
  });

  const open = (saveDelayMs = 3_600_000) => {
    const log = (_details: object, message: string) => messages.push(message);
    return bitmapIndex(test.database, { logger: { info: log, warn: log }, saveDelayMs });
  };
  const stored = async () => {
    const { rows } = await test.database.pool.query<{ position: bigint }>("SELECT position FROM audience_snapshot WHERE tenant_id = $1", [
      world.tenantId,
    ]);
    return rows.map(({ position }) => Number(position));
  };
  const storedKeys = async () => {
    const sql = "SELECT DISTINCT attribute AS key FROM audience_chunk WHERE tenant_id = $1 AND cardinality > 0 ORDER BY 1";
    return (await test.database.pool.query<{ key: string }>(sql, [world.tenantId])).rows.map(({ key }) => key);
  };
  const expectRight = async (index: BitmapAudienceIndex) => {
    const leaves: Audience[] = [EVERYONE, { kind: "vip", value: true }, ...world.tagIds.map((tagId): Audience => ({ kind: "tag", tagId }))];
    for (const audience of leaves) {
      const ordinals = world.users.filter((user) => holds(audience, user)).map(({ ordinal }) => ordinal);
      expect([...(await index.freeze(world.tenantId, audience))]).toEqual(ordinals);
    }
  };

  it("are loaded instead of rebuilt", async () => {
    const first = open();
    await expectRight(first);
    expect(messages).toEqual(["audience index rebuilt from the tables"]);
    await first.close();
    messages = [];
    const second = open();
    await second.start();
    await expectRight(second);
    expect(messages.filter((message) => message.includes("rebuilt"))).toEqual([]);
    expect(messages).toContain("audience index loaded");
  });

  it("are built in the background of a start where there are none", async () => {
    await open().start();
    await expect.poll(() => messages).toContain("audience index rebuilt from the tables");
  });

  it("are right whoever wrote them: processes take turns, each with its own changes in between", async () => {
    const processes = [open(), open()];
    for (const process of processes) await expectRight(process);
    for (let turn = 0; turn < 6; turn++) {
      const tagId = await world.addTag();
      await world.tag(world.users.slice(turn, turn + 4), tagId);
      if (turn > 2) await world.changeUsers(world.users.slice(0, turn), { vip: turn % 2 === 0 });
      if (turn === 4) await world.deleteTag(world.tagIds[0] ?? 0);
      const writer = processes[turn % 2];
      if (writer) await expectRight(writer);
      await writer?.flush();
      messages = [];
      const reader = open();
      await expectRight(reader);
      expect(messages).toEqual(["audience index loaded"]);
    }
    expect(await storedKeys()).toContain(`tag:${world.tagIds.at(-1)}`);
  });

  it("are right when another process built them anew meanwhile, and what it found empty is no longer", async () => {
    const index = open();
    await expectRight(index);
    await index.flush();
    await world.changeUsers(world.users, { vip: false });
    await test.database.pool.query("DELETE FROM audience_snapshot WHERE tenant_id = $1", [world.tenantId]);
    const other = open();
    await expectRight(other);
    await other.flush();
    await world.changeUsers(world.users, { vip: true });
    await expectRight(index);
    await index.flush();
    messages = [];
    await expectRight(open());
    expect(messages).toEqual(["audience index loaded"]);
  });

  it("are never replaced by older ones", async () => {
    const behind = open();
    await expectRight(behind);
    await world.addUsers([{}]);
    const ahead = open();
    await expectRight(ahead);
    await ahead.flush();
    await behind.flush();
    expect(await stored()).toEqual([2]);
    messages = [];
    await expectRight(open());
    expect(messages).toEqual(["audience index loaded"]);
  });

  it("of a later version are left alone", async () => {
    await test.database.pool.query("INSERT INTO audience_snapshot (tenant_id, position, version) VALUES ($1, 0, 1000)", [world.tenantId]);
    const index = open();
    await expectRight(index);
    await index.close();
    expect(await stored()).toEqual([0]);
    expect(await storedKeys()).toEqual([]);
  });

  it("stay whole when writing the next ones fails half-way", async () => {
    const index = open();
    await expectRight(index);
    await index.flush();
    const tagId = await world.addTag();
    await world.tag(world.users.slice(3), tagId);
    await world.changeUsers(world.users.slice(0, 3), { vip: false });
    await expectRight(index);
    await test.database.pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON audience_chunk FOR EACH ROW WHEN (NEW.attribute = 'tag:${tagId}') EXECUTE FUNCTION refuse()`);
    await expect(index.flush()).rejects.toThrow("disk full");
    await index.close();
    expect(messages).toContain("audience index could not be stored; tried again after the next change");
    expect(await stored()).toEqual([1]);
    await test.database.pool.query("DROP TRIGGER refuse ON audience_chunk; DROP FUNCTION refuse()");
    messages = [];
    const next = open();
    await expectRight(next);
    expect(messages).toEqual(["audience index loaded"]);
    await next.flush();
    expect(await stored()).toEqual([3]);
  });

  it("forget a deleted tag", async () => {
    const tagId = await world.addTag();
    await world.tag(world.users, tagId);
    const index = open();
    await expectRight(index);
    await index.flush();
    expect(await storedKeys()).toContain(`tag:${tagId}`);
    await world.deleteTag(tagId);
    await expectRight(index);
    await index.flush();
    expect(await storedKeys()).not.toContain(`tag:${tagId}`);
  });

  it("are written by themselves soon after a change, and what is old and stored leaves the log", async () => {
    await test.database.pool.query("UPDATE audience_change SET at = now() - interval '8 days' WHERE tenant_id = $1", [world.tenantId]);
    await world.addUsers([{}]);
    const index = open(10);
    await expectRight(index);
    await expect.poll(stored).toEqual([2]);
    const left = async () =>
      (await test.database.pool.query("SELECT position FROM audience_change WHERE tenant_id = $1", [world.tenantId])).rows.map((row) =>
        Number(row.position),
      );
    await expect.poll(left).toEqual([2]);
    await index.close();
  });

  it.each([
    ["in part", 2],
    ["whole", 3],
  ])("give way to the tables when the log behind them was trimmed %s", async (_how, upTo) => {
    const index = open();
    await expectRight(index);
    await index.flush();
    await world.changeUsers(world.users.slice(0, 4), { vip: false });
    await world.addUsers([{ vip: true }]);
    await test.database.pool.query("DELETE FROM audience_change WHERE tenant_id = $1 AND position <= $2", [world.tenantId, upTo]);
    await expectRight(index);
    await expectRight(open());
    expect(messages.filter((message) => message.includes("rebuilt from"))).toHaveLength(3);
  });

  it("are brought up to one moment, whatever is committed while that goes on", async () => {
    const [a, b] = world.users;
    if (!a || !b) throw new Error("the world is empty");
    await world.changeUsers([b], { vip: false });
    const swap = () =>
      test.database.transaction(async (tx) => {
        await tx.query("UPDATE user_info SET vip = NOT vip WHERE user_id = $1", [a.userId]);
        await tx.query("INSERT INTO user_info (user_id, vip) VALUES ($1, true)", [b.userId]);
        await new PostgresChangeLog().append(tx, world.tenantId, [{ kind: "USERS", ordinals: [a.ordinal, b.ordinal] }]);
      });
    let disturb = false;
    const index = bitmapIndex(disturbed(test.database, async () => (disturb ? swap() : undefined)));
    const both: Audience = {
      kind: "all",
      of: [
        { kind: "vip", value: true },
        { kind: "users", userIds: [a.userId, b.userId] },
      ],
    };
    expect([...(await index.freeze(world.tenantId, both))]).toEqual([a.ordinal]);
    await world.changeUsers([a], { hasPhone: true });
    disturb = true;
    expect([...(await index.freeze(world.tenantId, both))]).toEqual([a.ordinal]);
    disturb = false;
    expect([...(await index.freeze(world.tenantId, both))]).toEqual([b.ordinal]);
  });

  it("give way to the tables when the database was restored to an earlier day", async () => {
    const index = open();
    await world.addUsers([{}, {}]);
    await expectRight(index);
    const [gone] = world.users.splice(-1);
    await test.database.pool.query("DELETE FROM users WHERE user_id = $1", [gone?.userId]);
    await test.database.pool.query("UPDATE tenant_counter SET change_position = 1 WHERE tenant_id = $1", [world.tenantId]);
    await test.database.pool.query("DELETE FROM audience_change WHERE tenant_id = $1 AND position > 1", [world.tenantId]);
    await expectRight(index);
  });
});

/** The database; `happens` right after a transaction of it has read where the log ends. */
function disturbed(database: Database, happens: () => Promise<void>): Database {
  const watch = (tx: PoolClient): PoolClient => {
    const query = (what: string | QueryConfig | Submittable, values?: unknown[]): unknown => {
      if (typeof what !== "string" && "submit" in what) return tx.query(what);
      return tx.query(what, values).then(async (result) => {
        if ((typeof what === "string" ? what : what.text).includes("change_position")) await happens();
        return result;
      });
    };
    return new Proxy(tx, { get: (target, key) => (key === "query" ? query : Reflect.get(target, key)) });
  };
  return { ...database, transaction: (work) => database.transaction((tx) => work(watch(tx))) };
}
