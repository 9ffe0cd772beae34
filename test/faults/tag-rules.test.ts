import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BitmapAudienceIndex } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import { type Audience, audienceToJson } from "../../src/audiences/index.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import type { TagJob } from "../../src/tags/index.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant, replayTag } from "../support/base-data.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { MortalDatabase } from "../support/mortal-database.js";
import { type RuleParts, ruleParts } from "../support/rule-parts.js";

const USERS = 25_000;
const WOMEN: Audience = { kind: "sex", sex: "FEMALE" };
const ADULTS: Audience = { kind: "age", min: 18, max: null };
const NIGHT = new Date("2026-03-01T15:59:00Z");

let own: TestDatabase;
let tenantId: number;
let index: BitmapAudienceIndex;
let parts: RuleParts;
let now: Date;
let tenants = 0;
const changeLog = new PostgresChangeLog();
const clock = () => now;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  now = NIGHT;
  tenantId = await insertTenant(own.database, { appId: `wx-rules-${tenants++}`, users: USERS });
  index = bitmapIndex(own.database, { clock });
  parts = ruleParts(own.database, index, { clock });
});
afterEach(() => index.close());

const sql = async <Row = unknown>(text: string, ...values: unknown[]) => (await own.database.pool.query(text, values)).rows as Row[];
const store = () => new PostgresTagChanges(own.database, changeLog, auditIn);
const jobs = async (): Promise<TagJob[]> => (await new PostgresTagJobStore(own.database, auditIn).page(tenantId, null, 50)).reverse();
const fieldsOf = (audience: Audience) => ({ rule: { json: audienceToJson(audience), check: async () => undefined } });

async function tagWith(audience: Audience | null): Promise<number> {
  const named = { name: `tag ${Math.random()}`, group: null, description: null, mirrorToWeChat: false };
  const tag = await store().create(tenantId, { ...named, ...(audience && fieldsOf(audience)) }, someEntry(tenantId));
  return tag?.tagId ?? 0;
}

async function carriers(tagId: number): Promise<number[]> {
  const rows = await sql<{ ordinal: number }>(
    "SELECT ordinal FROM user_tag JOIN users USING (user_id) WHERE tag_id = $1 ORDER BY 1",
    tagId,
  );
  return rows.map(({ ordinal }) => ordinal);
}

const members = async (audience: Audience) => [...(await index.freeze(tenantId, audience))];

/** Changes users behind no one's back: with the log's row, in one transaction. */
async function change(statement: string, ordinals: readonly number[]): Promise<void> {
  await own.database.transaction(async (tx) => {
    await tx.query(statement, [tenantId, ordinals]);
    await changeLog.append(tx, tenantId, [{ kind: "USERS", ordinals }]);
  });
}

const setSex = (sex: string, ordinals: readonly number[]) =>
  change(
    `UPDATE user_info i SET sex = '${sex}' FROM users u WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal = ANY ($2::int[])`,
    ordinals,
  );

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Rows, change log and audience say the same. */
async function expectExactly(tagId: number, audience: Audience): Promise<void> {
  const expected = await members(audience);
  expect(await carriers(tagId)).toEqual(expected);
  expect(await replayTag(own.database, tenantId, tagId)).toEqual(expected);
}

describe("whoever follows rules", () => {
  test("killed at any statement, in a job and in following: each user is written once, and the job counts each once", async () => {
    const tagId = await tagWith({ kind: "not", of: WOMEN });
    let deaths = 0;
    for (let statement = 3; statement < 60; statement += 4) {
      const mortal = new MortalDatabase(own.database);
      mortal.lifeLeft = statement;
      const dying = ruleParts(mortal.view(), index, { clock, leaseMs: 1 });
      await dying.runner.run(tenantId).catch((error: Error) => {
        if (!mortal.isDead) throw error;
        deaths += 1;
      });
      if (statement % 3 === 0) await setSex(statement % 2 === 0 ? "FEMALE" : "MALE", range(statement * 100, statement * 100 + 900));
    }
    expect(deaths).toBeGreaterThan(5);
    await ruleParts(own.database, index, { clock, leaseMs: 1 }).settle(tenantId);
    await expectExactly(tagId, { kind: "not", of: WOMEN });
    const [job] = await jobs();
    expect(job).toMatchObject({ kind: "RULE", status: "SUCCEEDED", error: null });
    expect(job?.done).toBe(job?.total);
    expect(job?.changed).toBeLessThanOrEqual(job?.total ?? 0);
  });

  test("is one at a time: of several, one works, and one that lost its lease writes nothing more", async () => {
    const tagId = await tagWith(WOMEN);
    const impatient = range(0, 4).map(() => ruleParts(own.database, index, { clock, leaseMs: 1 }));
    const held = await parts.store.claim(tenantId);
    if (held === null) throw new Error("nobody else holds it");
    expect(await parts.store.claim(tenantId)).toBeNull();
    await parts.store.release(held);
    for (let round = 0; round < 5; round++) {
      await Promise.all(impatient.map(({ runner }) => runner.run(tenantId)));
      await setSex("FEMALE", range(round * 300, round * 300 + 100));
    }
    const verdict = { tagId, users: Uint32Array.of(0), members: Uint32Array.of() };
    await expect(parts.store.apply(held, [verdict])).rejects.toThrow("somebody else");
    await impatient[0]?.settle(tenantId);
    await expectExactly(tagId, WOMEN);
  });

  test("finds the log trimmed beyond its position: all users are compared again", async () => {
    const tagId = await tagWith(WOMEN);
    await parts.settle(tenantId);
    await setSex("FEMALE", range(0, 500));
    await sql("DELETE FROM audience_change WHERE tenant_id = $1", tenantId);
    await setSex("MALE", range(600, 700));
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual(await members(WOMEN));
    expect((await jobs()).map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  });

  test("stopped in a job's middle leaves the rest to the next", async () => {
    const tagId = await tagWith({ kind: "everyone" });
    parts.runner.stop();
    await parts.runner.run(tenantId);
    await ruleParts(own.database, index, { clock }).settle(tenantId);
    await expectExactly(tagId, { kind: "everyone" });
    expect(await jobs()).toMatchObject([{ status: "SUCCEEDED", total: USERS, done: USERS, changed: USERS }]);
  });
});

describe("a job of kind RULE", () => {
  /** Up to the job's first chunk. */
  async function begin(audience: Audience): Promise<number> {
    const tagId = await tagWith(audience);
    const mortal = new MortalDatabase(own.database);
    const dying = ruleParts(mortal.view(), index, { clock, leaseMs: 1 });
    while ((await jobs()).every(({ done }) => done === 0)) {
      mortal.lifeLeft = 20;
      const view = new MortalDatabase(own.database);
      view.lifeLeft = 28;
      await (mortal.isDead ? ruleParts(view.view(), index, { clock, leaseMs: 1 }) : dying).runner.run(tenantId).catch(() => undefined);
    }
    expect((await jobs())[0]?.status).toBe("RUNNING");
    return tagId;
  }

  test("is left alone by those who work on other tag jobs", async () => {
    await begin({ kind: "everyone" });
    const others = new PostgresTagJobWorkStore(own.database, changeLog, new PostgresTagHistory(own.database));
    const [job] = await jobs();
    expect(await others.claim(tenantId, job?.id ?? "", -60_000)).toBeNull();
    expect(await others.orphans(-60_000, 10)).toEqual([]);
  });

  test("ends when its rule is changed, and another one brings the tag in line", async () => {
    const tagId = await begin({ kind: "everyone" });
    await store().update(tenantId, tagId, fieldsOf(WOMEN), someEntry(tenantId));
    await parts.settle(tenantId);
    await expectExactly(tagId, WOMEN);
    const [first, second] = await jobs();
    expect(first).toMatchObject({ status: "FAILED", error: expect.stringContaining("saved anew") });
    expect(second).toMatchObject({ status: "SUCCEEDED" });
  });

  test("ends when its rule is removed: what was done stays", async () => {
    const tagId = await begin({ kind: "everyone" });
    await store().update(tenantId, tagId, { rule: null }, someEntry(tenantId));
    const { length } = await carriers(tagId);
    await setSex("FEMALE", range(0, 10));
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toHaveLength(length);
    expect(await jobs()).toMatchObject([{ status: "FAILED", error: expect.stringContaining("removed"), changed: length }]);
  });

  test("ends when its tag is deleted", async () => {
    const tagId = await begin({ kind: "everyone" });
    expect(await store().delete(tenantId, tagId, someEntry(tenantId))).toBe(true);
    await parts.settle(tenantId);
    expect(await jobs()).toMatchObject([{ status: "FAILED" }]);
    expect(await sql("SELECT 1 FROM user_tag WHERE tag_id = $1", tagId)).toEqual([]);
  });
});

describe("rules that change by themselves", () => {
  const setBirthday = (day: string, ordinals: readonly number[]) =>
    change(
      `UPDATE user_info i SET birthday = '${day}' FROM users u WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal = ANY ($2::int[])`,
      ordinals,
    );

  test("ages turn at midnight in Shanghai, also after days of standing still; a night without birthdays leaves no job", async () => {
    await setBirthday("2008-03-02", range(0, 50));
    await setBirthday("2008-03-05", range(50, 70));
    await setBirthday("2000-01-01", range(70, 100));
    const tagId = await tagWith(ADULTS);
    const quiet = await tagWith({ kind: "all", of: [ADULTS, { kind: "tag", tagId: 2_000_000_000 }] });
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual(range(70, 100));
    now = new Date(NIGHT.getTime() + 2 * 60_000);
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual([...range(0, 50), ...range(70, 100)]);
    now = new Date(NIGHT.getTime() + 20 * 86_400_000);
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual(range(0, 100));
    const run = (await jobs()).map(({ tagIds, changed }) => [tagIds[0], changed]);
    expect(run).toEqual([
      [tagId, 30],
      [quiet, 0],
      [tagId, 50],
      [tagId, 20],
    ]);
  });

  test("places are looked at every five minutes: who came near enters, and who was not seen for 60 days leaves", async () => {
    const area: Audience = { kind: "near", latitude: 31.2, longitude: 121.5, radiusMeters: 5_000 };
    const tagId = await tagWith(area);
    await parts.settle(tenantId);
    await sql(
      `INSERT INTO user_location (user_id, tenant_id, ordinal, latitude, longitude, at)
       SELECT user_id, tenant_id, ordinal, 31.2, 121.5, $2 FROM users WHERE tenant_id = $1 AND ordinal < 5`,
      tenantId,
      now,
    );
    now = new Date(now.getTime() + 5 * 60_000);
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual(range(0, 5));
    now = new Date(now.getTime() + 61 * 86_400_000);
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual([]);
  });
});

describe("a rule with a segment", () => {
  const segment = async (audience: object) => {
    const { id } = await own.database.prisma.segment.create({ data: { tenantId, name: String(Math.random()), audience } });
    return id;
  };
  const later = () => {
    now = new Date(now.getTime() + 31_000);
  };

  test("follows what the segment holds, within half a minute of its change also without a hint", async () => {
    const segmentId = await segment({ sex: "FEMALE" });
    const tagId = await tagWith({ kind: "segment", segmentId, of: null });
    await parts.settle(tenantId);
    await expectExactly(tagId, WOMEN);
    await own.database.prisma.segment.update({ where: { id: segmentId }, data: { audience: { sex: "MALE" } } });
    later();
    await parts.settle(tenantId);
    await expectExactly(tagId, { kind: "sex", sex: "MALE" });
  });

  test("that is gone leaves the users as they are, and other rules go on; once it is back all users are compared", async () => {
    const segmentId = await segment({ sex: "FEMALE" });
    const tagId = await tagWith({ kind: "segment", segmentId, of: null });
    const other = await tagWith(WOMEN);
    await parts.settle(tenantId);
    const before = await carriers(tagId);
    await own.database.prisma.segment.delete({ where: { id: segmentId } });
    await setSex("FEMALE", range(0, 200));
    await parts.settle(tenantId);
    expect(await carriers(tagId)).toEqual(before);
    await expectExactly(other, WOMEN);
    await own.database.prisma.segment.create({ data: { id: segmentId, tenantId, name: "back", audience: { sex: "FEMALE" } } });
    later();
    await parts.settle(tenantId);
    await expectExactly(tagId, WOMEN);
  });

  test("that makes rules refer to each other in a circle is set aside: nothing goes round, and other rules go on", async () => {
    const segmentId = await segment({ sex: "FEMALE" });
    const first = await tagWith({ kind: "segment", segmentId, of: null });
    const second = await tagWith({ kind: "not", of: { kind: "tag", tagId: first } });
    const other = await tagWith(WOMEN);
    await parts.settle(tenantId);
    const before = [await carriers(first), await carriers(second)];
    await own.database.prisma.segment.update({ where: { id: segmentId }, data: { audience: { tag: String(second) } } });
    later();
    await setSex("MALE", range(0, 300));
    await parts.settle(tenantId);
    expect([await carriers(first), await carriers(second)]).toEqual(before);
    await expectExactly(other, WOMEN);
  });
});

test("a tag deleted behind a rule's back is nobody to it", async () => {
  const named = await tagWith(WOMEN);
  const tagId = await tagWith({ kind: "all", of: [{ kind: "tag", tagId: named }, { kind: "everyone" }] });
  await parts.settle(tenantId);
  expect(await carriers(tagId)).toEqual(await members(WOMEN));
  await store().delete(tenantId, named, someEntry(tenantId));
  now = new Date(now.getTime() + 31_000);
  await parts.settle(tenantId);
  expect(await carriers(tagId)).toEqual([]);
});

test("people marked DELETED lose the tag, also those who carried it before it had a rule", async () => {
  const tagId = await tagWith(null);
  await own.database.transaction(async (tx) => {
    await tx.query("INSERT INTO user_tag (tag_id, user_id) SELECT $1, user_id FROM users WHERE tenant_id = $2 AND ordinal < 100", [
      tagId,
      tenantId,
    ]);
    await changeLog.append(tx, tenantId, [{ kind: "TAGGED", tagId, ordinals: range(0, 100) }]);
  });
  await change(
    "UPDATE user_info i SET status = 'DELETED' FROM users u WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal = ANY ($2::int[])",
    range(0, 50),
  );
  await store().update(tenantId, tagId, fieldsOf({ kind: "everyone" }), someEntry(tenantId));
  await parts.settle(tenantId);
  await expectExactly(tagId, { kind: "everyone" });
  await change(
    "UPDATE user_info i SET status = 'DELETED' FROM users u WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal = ANY ($2::int[])",
    range(50, 60),
  );
  await parts.settle(tenantId);
  await expectExactly(tagId, { kind: "everyone" });
  expect(await jobs()).toMatchObject([{ total: USERS - 100 + 50, changed: USERS - 100 + 50 }]);
});
