import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leavesOf } from "../../src/audiences/audience.js";
import { type Audience, type AudienceAnswer, type AudienceIndex, OrdinalSet, reachableOf } from "../../src/audiences/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { anyAudience } from "../support/any-audience.js";
import { AudienceWorld } from "../support/audience-world.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { holds, type ModelUser } from "../support/naive-audience.js";
import { anyStep, type Step, takeStep } from "./audience-steps.js";

export interface RunningIndex {
  index: AudienceIndex;
  /** Keeps what it knows, as it does from time to time. */
  flush(): Promise<void>;
  /** An orderly end. */
  close(): Promise<void>;
  /** As if the process was killed: nothing is kept that is not kept already. */
  abandon(): Promise<void>;
}

export interface AudienceIndexSubject {
  name: string;
  open(database: Database): Promise<RunningIndex>;
  /** Random worlds, and questions after each of the 8 to 12 steps in them. */
  effort: { runs: number; questions: number };
  /** What may happen to its stored state while it is down; it must come back as if nothing had. */
  disasters: Record<string, (database: Database, tenantId: number) => Promise<void>>;
}

const FEWEST_STEPS = 8;
/** Questions asked at the same time. */
const AT_ONCE = 8;

/** What every audience index must do, whatever it is made of. */
export function audienceIndexContract(subject: AudienceIndexSubject): void {
  describe(`audience index: ${subject.name}`, () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await createTestDatabase();
    });
    afterAll(() => test.drop());

    leafTests(subject, () => test.database);
    freshnessTests(subject, () => test.database);

    it("answers as the naive model does, through changes, restarts, crashes and lost state", { timeout: 600_000 }, async () => {
      const { runs, questions } = subject.effort;
      const cases = { rest: 0, change: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(anyStep(Object.keys(subject.disasters)), fc.nat(1)), { minLength: FEWEST_STEPS, maxLength: 12 }),
          fc.infiniteStream(anyAudience()),
          async (steps, audiences) => {
            const run = await Run.begin(subject, test.database);
            const next = () => audiences.next().value as Audience;
            for (const [step, process] of steps) {
              cases.change += await run.take(step, [next(), next()], process);
              const asked = Array.from({ length: questions }, next);
              for (let i = 0; i < asked.length; i += AT_ONCE) {
                await Promise.all(asked.slice(i, i + AT_ONCE).map((audience) => run.compare(audience, process)));
              }
              cases.rest += asked.length;
            }
            await run.end();
          },
        ),
        { numRuns: runs },
      );
      process.stderr.write(`${subject.name}: ${cases.rest} random expressions equal to the naive model, ${cases.change} amid changes\n`);
      expect(cases.rest).toBeGreaterThanOrEqual(runs * FEWEST_STEPS * questions);
      expect(cases.change).toBeGreaterThan(runs * FEWEST_STEPS * 0.5);
    });
  });
}

/** One world, and two processes with an index over it: the one not asked falls behind. */
class Run {
  private constructor(
    private readonly subject: AudienceIndexSubject,
    private readonly world: AudienceWorld,
    private readonly processes: RunningIndex[],
  ) {}

  static async begin(subject: AudienceIndexSubject, database: Database): Promise<Run> {
    // 40 users over four chunks.
    const world = await AudienceWorld.create(database, 6_000);
    await world.addTag();
    await world.addTag();
    return new Run(subject, world, [await subject.open(database), await subject.open(database)]);
  }

  /** Asks during changes of data as well; gives how many questions that were. */
  async take(step: Step, audiences: readonly Audience[], process: number): Promise<number> {
    switch (step.kind) {
      case "flush":
        await this.running(step.process).flush();
        break;
      case "restart":
        await this.running(step.process).close();
        this.processes[step.process] = await this.subject.open(this.world.database);
        break;
      case "crash":
        await this.running(step.process).abandon();
        this.processes[step.process] = await this.subject.open(this.world.database);
        break;
      case "disaster":
        for (const running of this.processes) await running.close();
        await this.subject.disasters[step.name]?.(this.world.database, this.world.tenantId);
        for (const process of this.processes.keys()) this.processes[process] = await this.subject.open(this.world.database);
        break;
      default:
        return this.askAmid(() => takeStep(this.world, step), audiences.filter(isOfOneMoment), process);
    }
    return 0;
  }

  /** An answer given while a transaction is under way knows all of it or nothing. */
  private async askAmid(change: () => Promise<void>, drawn: readonly Audience[], process: number): Promise<number> {
    const { world } = this;
    const audiences = drawn.map((audience) => inWorld(audience, world));
    const before = [...world.users];
    const { index } = this.running(process);
    const asking = audiences.map((audience) => index.preview(world.tenantId, audience, { sampleSize: 7, topTags: 3 }));
    const [answers] = await Promise.all([Promise.all(asking), change()]);
    for (const [i, audience] of audiences.entries()) {
      const answer = answers[i] as AudienceAnswer;
      expect([previewOf(before, audience), previewOf(world.users, audience)]).toContainEqual({ ...answer, asOf: null, tookMs: 0 });
    }
    return audiences.length;
  }

  private running(process: number): RunningIndex {
    const running = this.processes[process];
    if (!running) throw new RangeError(`no process ${process}`);
    return running;
  }

  async compare(drawn: Audience, process: number): Promise<void> {
    const { world } = this;
    const audience = inWorld(drawn, world);
    const members = world.users.filter((user) => holds(audience, user));
    const ordinals = members.map(({ ordinal }) => ordinal);
    const { index } = this.running(process);
    const before = Date.now();
    const answer = await index.preview(world.tenantId, audience, { sampleSize: 7, topTags: 3 });
    expect({ ...answer, asOf: null, tookMs: 0 }).toEqual(previewOf(world.users, audience));
    expect(answer.asOf.getTime()).toBeGreaterThan(before - 60_000);
    expect([...(await index.freeze(world.tenantId, audience))]).toEqual(ordinals);
    const [someone] = world.users.slice(members.length % Math.max(1, world.users.length));
    if (someone) {
      const asked: Audience[] = [audience, { kind: "not", of: audience }, reachableOf(audience)];
      expect(await index.matches(world.tenantId, asked, someone.ordinal)).toEqual(asked.map((one) => holds(one, someone)));
    }
    // Some of them, some others, and somebody who is not there.
    const some = world.users.map(({ ordinal }) => ordinal).filter((_, i) => i % 3 !== members.length % 3);
    const among = await index.membersAmong(world.tenantId, [audience, EVERYONE], Uint32Array.from([...some, 4_000_000]));
    const those = (one: Audience) => world.users.filter((user) => some.includes(user.ordinal) && holds(one, user));
    expect(among.map((set) => [...set])).toEqual([audience, EVERYONE].map((one) => those(one).map(({ ordinal }) => ordinal)));
    const several: Audience[] = [audience, { kind: "everyone" }, { kind: "not", of: audience }, audience];
    expect(await index.counts(world.tenantId, several)).toEqual(
      several.map((one) => world.users.filter((user) => holds(one, user)).length),
    );
    const after = ordinals[2] ?? null;
    expect(await index.page(world.tenantId, audience, after, 5)).toEqual({
      ordinals: ordinals.filter((one) => after === null || one > after).slice(0, 5),
      totalCount: members.length,
    });
  }

  /** One after the other keeps what it knows; then a new one, which knows only that, must know every user's every attribute. */
  async end(): Promise<void> {
    for (const running of this.processes) await running.close();
    const { index, close } = await this.subject.open(this.world.database);
    for (const leaf of EVERY_LEAF) {
      const audience = inWorld(leaf, this.world);
      const ordinals = this.world.users.filter((user) => holds(audience, user)).map(({ ordinal }) => ordinal);
      expect({ leaf, ordinals: [...(await index.freeze(this.world.tenantId, audience))] }).toEqual({ leaf, ordinals });
    }
    const carriers = (tagId: number) => this.world.users.filter((user) => holds({ kind: "tag", tagId }, user)).length;
    const counts = await index.tagCounts(this.world.tenantId, this.world.tagIds);
    expect(counts).toEqual(new Map(this.world.tagIds.map((tagId) => [tagId, carriers(tagId)])));
    await close();
  }
}

const EVERYONE: Audience = { kind: "everyone" };

/** Places are looked up in the tables, at a moment of their own. */
const isOfOneMoment = (audience: Audience): boolean => leavesOf(audience).every(({ kind }) => kind !== "near");

/** What the naive model answers, for a sample of 7 and 3 tags. */
function previewOf(users: readonly ModelUser[], audience: Audience): object {
  const members = users.filter((user) => holds(audience, user));
  return {
    count: members.length,
    reachable: users.filter((user) => holds(reachableOf(audience), user)).length,
    sample: members.slice(0, 7).map(({ ordinal }) => ordinal),
    topTags: topTags(members, 3),
    asOf: null,
    tookMs: 0,
  };
}

const EVERY_LEAF: readonly Audience[] = [
  EVERYONE,
  { kind: "blacklisted" },
  ...[0, 1, 2, 3].map((atMost): Audience => ({ kind: "massSendsLeft", atMost })),
  ...[1, 2, 3].map((tagId): Audience => ({ kind: "tag", tagId })),
  ...(["vip", "subscribed", "hasPhone"] as const).map((kind): Audience => ({ kind, value: true })),
  ...(["MALE", "FEMALE", "UNKNOWN"] as const).map((sex): Audience => ({ kind: "sex", sex })),
  ...(["NORMAL", "BLACKLISTED", "DELETED"] as const).map((status): Audience => ({ kind: "status", status })),
  ...["01-01", "02-28", "02-29", "03-01", "12-31"].map((monthDay): Audience => ({ kind: "birthday", from: monthDay, to: monthDay })),
  ...[0, 24, 25, 26, 29, 30].map((years): Audience => ({ kind: "age", min: years, max: years })),
  ...(["createdAt", "lastActiveAt"] as const).flatMap((kind) => [
    ...["2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"].map((day): Audience => ({ kind, from: day, to: day })),
    { kind, from: null, to: "1799-12-31" } as const,
    { kind, from: "2170-01-01", to: null } as const,
  ]),
  { kind: "near", latitude: 31.2, longitude: 121.5, radiusMeters: 100_000 },
  ...(["province", "city", "region", "company", "source"] as const).flatMap((kind) => [-1, 0, 11].map((id): Audience => ({ kind, id }))),
];

/** Drawn ids are small numbers; here they stand for what this world has. */
function inWorld(audience: Audience, world: AudienceWorld): Audience {
  switch (audience.kind) {
    case "all":
    case "any":
      return { kind: audience.kind, of: audience.of.map((part) => inWorld(part, world)) };
    case "not":
      return { kind: "not", of: inWorld(audience.of, world) };
    case "segment":
      return { ...audience, of: audience.of && inWorld(audience.of, world) };
    case "tag":
      return { kind: "tag", tagId: world.tagIds[audience.tagId - 1] ?? 2_000_000_000 };
    case "users":
      return { kind: "users", userIds: audience.userIds.map((n) => world.users[n * 5]?.userId ?? 2_000_000_000) };
    case "openids":
      return { kind: "openids", openids: audience.openids.map((text) => world.users[text.length * Number(text.at(-1))]?.openid ?? text) };
    default:
      return audience;
  }
}

function topTags(members: readonly ModelUser[], limit: number): { tagId: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { tags, status } of members) {
    if (status !== "DELETED") for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .map(([tagId, count]) => ({ tagId, count }))
    .sort((a, b) => b.count - a.count || a.tagId - b.tagId)
    .slice(0, limit);
}

const SHANGHAI = { latitude: 31.2304, longitude: 121.4737 };

function leafTests(subject: AudienceIndexSubject, database: () => Database): void {
  describe("each leaf", () => {
    let world: AudienceWorld;
    let running: RunningIndex;
    beforeAll(async () => {
      world = await AudienceWorld.create(database(), 30_000);
      const [plain, full, deleted] = await world.addUsers([
        {},
        { sex: "MALE", province: 11, city: 1101, region: 110101, company: 5, source: 3, vip: true, hasPhone: true },
        { status: "DELETED", sex: "MALE", province: 11, vip: true, hasPhone: true, source: 3 },
        { status: "BLACKLISTED", sex: "FEMALE", subscribed: false, blacklisted: true },
        { birthday: "2000-02-29", createdAt: "2025-12-31", lastActiveAt: "2026-03-01", position: { ...SHANGHAI, old: false } },
        { birthday: "2001-03-01", createdAt: "2024-02-29", lastActiveAt: "2026-02-28", position: { ...SHANGHAI, old: true } },
        { birthday: "2001-03-02", position: { latitude: 31.2304, longitude: 121.5, old: false } },
        { birthday: "2000-12-31", position: { latitude: 0, longitude: -179.999, old: false } },
        { status: "DELETED", birthday: "2000-02-29", lastActiveAt: "2026-03-01", position: { ...SHANGHAI, old: false } },
      ]);
      const tag = await world.addTag();
      if (plain && full && deleted) await world.tag([full, deleted], tag);
      running = await subject.open(database());
    });
    afterAll(() => running.close());

    it.each<[Audience, number[]]>([
      [{ kind: "everyone" }, [0, 1, 3, 4, 5, 6, 7]],
      [{ kind: "tag", tagId: 1 }, [1]],
      [{ kind: "tag", tagId: 9 }, []],
      [{ kind: "sex", sex: "MALE" }, [1]],
      [{ kind: "sex", sex: "FEMALE" }, [3]],
      [{ kind: "sex", sex: "UNKNOWN" }, [0, 4, 5, 6, 7]],
      [{ kind: "province", id: 11 }, [1]],
      [{ kind: "province", id: 12 }, []],
      [{ kind: "city", id: 1101 }, [1]],
      [{ kind: "region", id: 110101 }, [1]],
      [{ kind: "company", id: 5 }, [1]],
      [{ kind: "source", id: 3 }, [1]],
      [{ kind: "vip", value: true }, [1]],
      [{ kind: "vip", value: false }, [0, 3, 4, 5, 6, 7]],
      [{ kind: "hasPhone", value: true }, [1]],
      [{ kind: "hasPhone", value: false }, [0, 3, 4, 5, 6, 7]],
      [{ kind: "subscribed", value: true }, [0, 1, 4, 5, 6, 7]],
      [{ kind: "subscribed", value: false }, [3]],
      [{ kind: "status", status: "NORMAL" }, [0, 1, 4, 5, 6, 7]],
      [{ kind: "status", status: "BLACKLISTED" }, [3]],
      [{ kind: "status", status: "DELETED" }, [2, 8]],
      [{ kind: "blacklisted" }, [3]],
      [{ kind: "not", of: { kind: "everyone" } }, []],
      [{ kind: "not", of: { kind: "status", status: "DELETED" } }, [0, 1, 3, 4, 5, 6, 7]],
      [{ kind: "not", of: { kind: "not", of: { kind: "status", status: "DELETED" } } }, []],
      [
        {
          kind: "all",
          of: [
            { kind: "status", status: "DELETED" },
            { kind: "not", of: { kind: "vip", value: false } },
          ],
        },
        [],
      ],
      [
        {
          kind: "any",
          of: [
            { kind: "status", status: "DELETED" },
            { kind: "tag", tagId: 1 },
          ],
        },
        [1, 2, 8],
      ],
      [{ kind: "all", of: [] }, [0, 1, 3, 4, 5, 6, 7]],
      [{ kind: "any", of: [] }, []],
      [{ kind: "birthday", from: "02-29", to: "02-29" }, [4]],
      [{ kind: "birthday", from: "02-28", to: "03-01" }, [4, 5]],
      [{ kind: "birthday", from: "03-01", to: "02-29" }, [4, 5, 6, 7]],
      [{ kind: "birthday", from: "12-31", to: "02-28" }, [7]],
      [{ kind: "birthday", from: "12-31", to: "01-01" }, [7]],
      [{ kind: "birthday", from: "01-01", to: "12-31" }, [4, 5, 6, 7]],
      [{ kind: "age", min: 26, max: 26 }, [4]],
      [{ kind: "age", min: 25, max: 25 }, [5, 7]],
      [{ kind: "age", min: null, max: 24 }, [6]],
      [{ kind: "age", min: 25, max: null }, [4, 5, 7]],
      [{ kind: "age", min: 0, max: 150 }, [4, 5, 6, 7]],
      [{ kind: "createdAt", from: "2025-12-31", to: "2025-12-31" }, [4]],
      [{ kind: "createdAt", from: null, to: "2025-12-31" }, [4, 5]],
      [{ kind: "createdAt", from: "2026-01-15", to: null }, [0, 1, 3, 6, 7]],
      [{ kind: "lastActiveAt", from: "2026-03-01", to: "2026-03-01" }, [4]],
      [{ kind: "lastActiveAt", from: "2020-01-01", to: "2026-02-28" }, [5]],
      [{ kind: "lastActiveAt", from: "2026-02-28", to: null }, [4, 5]],
      [{ kind: "not", of: { kind: "lastActiveAt", from: "2000-01-01", to: null } }, [0, 1, 3, 6, 7]],
      [{ kind: "near", ...SHANGHAI, radiusMeters: 1 }, [4]],
      [{ kind: "near", ...SHANGHAI, radiusMeters: 5_000 }, [4, 6]],
      [{ kind: "near", latitude: 0, longitude: 179.999, radiusMeters: 1_000 }, [7]],
      [{ kind: "near", latitude: 90, longitude: 0, radiusMeters: 100_000 }, []],
      [{ kind: "segment", segmentId: 1, of: { kind: "not", of: { kind: "birthday", from: "01-01", to: "12-31" } } }, [0, 1, 3]],
    ])("%j", async (drawn, expected) => {
      const audience = inWorld(drawn, world);
      expect(expected.map((i) => world.users[i]?.ordinal)).toEqual([...(await running.index.freeze(world.tenantId, audience))]);
      expect(await running.index.count(world.tenantId, audience)).toBe(expected.length);
    });

    it("users and openids name whom they name, deleted and unknown ones excepted", async () => {
      const all: Audience = { kind: "users", userIds: [...world.users.map(({ userId }) => userId), 2_000_000_000] };
      expect(await running.index.count(world.tenantId, all)).toBe(7);
      const some: Audience = { kind: "openids", openids: [world.users[1]?.openid ?? "", world.users[2]?.openid ?? "", "nobody"] };
      expect([...(await running.index.freeze(world.tenantId, some))]).toEqual([30_000]);
    });

    it("says which of very many asked about are members, and nothing of nobody", async () => {
      const { tenantId, users } = world;
      const asked: Audience[] = [{ kind: "status", status: "DELETED" }, EVERYONE, { kind: "not", of: { kind: "vip", value: true } }];
      const found = await running.index.membersAmong(
        tenantId,
        asked,
        Uint32Array.from({ length: 25_000 }, (_, i) => i * 10),
      );
      expect(found.map((set) => [...set])).toEqual(
        [
          [2, 8],
          [0, 1, 3, 4, 5, 6, 7],
          [0, 3, 4, 5, 6, 7],
        ].map((members) => members.map((i) => users[i]?.ordinal)),
      );
      expect((await running.index.membersAmong(tenantId, asked, new Uint32Array())).map((set) => [...set])).toEqual([[], [], []]);
      expect(await running.index.membersAmong(tenantId, [], Uint32Array.of(30_000))).toEqual([]);
      expect(await running.index.matches(tenantId, [], 30_000)).toEqual([]);
    });

    it("whom a mass send did not reach: its refused and unsent batches, deleted people excepted", async () => {
      const massSendId = "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6";
      const { pool } = database();
      const recipients = OrdinalSet.of(world.users.map(({ ordinal }) => ordinal));
      for (const { chunk, cardinality, data } of recipients.toStored()) {
        await pool.query("INSERT INTO mass_send_audience VALUES ($1, $2, $3, $4)", [massSendId, chunk, cardinality, Buffer.from(data)]);
      }
      const statuses = ["REJECTED", "FINISHED", "CANCELLED", "UNKNOWN"];
      for (const [index, status] of statuses.entries()) {
        await pool.query(
          `INSERT INTO mass_send_batch (mass_send_id, index, tenant_id, from_rank, to_rank, status, client_msg_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [massSendId, index, world.tenantId, index * 2, index * 2 + 2, status, `${world.tenantId}-${index}`],
        );
      }
      const unreached: Audience = { kind: "unreached", massSendId };
      const members = async (audience: Audience) => [...(await running.index.freeze(world.tenantId, audience))].map((n) => n / 30_000);
      expect(await members(unreached)).toEqual([0, 1, 4, 5]);
      expect(await members({ kind: "not", of: unreached })).toEqual([3, 6, 7]);
      expect(await members({ kind: "all", of: [unreached, { kind: "vip", value: true }] })).toEqual([1]);
      await pool.query("UPDATE mass_send_batch SET status = 'REJECTED' WHERE mass_send_id = $1", [massSendId]);
      expect(await members(unreached)).toEqual([0, 1, 3, 4, 5, 6, 7]);
      await pool.query("DELETE FROM mass_send_batch WHERE mass_send_id = $1", [massSendId]);
      await pool.query("DELETE FROM mass_send_audience WHERE mass_send_id = $1", [massSendId]);
      expect(await members(unreached)).toEqual([]);
    });

    it("knows nobody of another tenant", async () => {
      const other = await AudienceWorld.create(database());
      const everyone: Audience = {
        kind: "any",
        of: [{ kind: "everyone" }, { kind: "users", userIds: world.users.map(({ userId }) => userId) }],
      };
      expect(await running.index.count(other.tenantId, everyone)).toBe(0);
      expect(await running.index.count(other.tenantId, inWorld({ kind: "tag", tagId: 1 }, world))).toBe(0);
    });
  });
}

function freshnessTests(subject: AudienceIndexSubject, database: () => Database): void {
  it("shows each commit to whoever asks after it, in every process", async () => {
    const world = await AudienceWorld.create(database());
    const processes = [await subject.open(database()), await subject.open(database())];
    for (let i = 1; i <= 20; i++) {
      await world.addUsers([{}]);
      const counts = processes.map(({ index }) => index.count(world.tenantId, { kind: "everyone" }));
      expect(await Promise.all(counts)).toEqual([i, i]);
    }
    for (const process of processes) await process.close();
  });

  it("reaches nobody who had this month's four mass sends, in every process, and everybody again of whom WeChat says they got none", async () => {
    const world = await AudienceWorld.create(database(), 30_000);
    const users = await world.addUsers([{}, {}, {}, { blacklisted: true }]);
    const processes = [await subject.open(database()), await subject.open(database())];
    const reached = async () => {
      const previews = processes.map(({ index }) => index.preview(world.tenantId, EVERYONE, { sampleSize: 0, topTags: 0 }));
      const frozen = processes.map(({ index }) => index.freeze(world.tenantId, reachableOf(EVERYONE)));
      const sizes = [
        ...(await Promise.all(previews)).map(({ reachable }) => reachable),
        ...(await Promise.all(frozen)).map(({ size }) => size),
      ];
      expect(new Set(sizes).size).toBe(1);
      return sizes[0];
    };
    await world.deliver(users, true);
    const seen: (number | undefined)[] = [];
    const takeBacks: (() => Promise<void>)[] = [];
    for (let i = 0; i < 5; i++) {
      takeBacks.push(await world.deliver(users.slice(0, 2)));
      seen.push(await reached());
    }
    expect(seen).toEqual([3, 3, 3, 1, 1]);
    await takeBacks[0]?.();
    expect(await reached()).toBe(1);
    await takeBacks[1]?.();
    expect(await reached()).toBe(3);
    for (const process of processes) await process.close();
  });

  it("shows each of many concurrent writers its own change", async () => {
    const world = await AudienceWorld.create(database());
    const running = await subject.open(database());
    const users = await world.addUsers(Array.from({ length: 12 }, () => ({})));
    await Promise.all(
      users.map(async (user) => {
        const tagId = await world.addTag();
        await world.tag([user], tagId);
        const all = Uint32Array.from(users.map(({ ordinal }) => ordinal));
        const [among] = await running.index.membersAmong(world.tenantId, [{ kind: "tag", tagId }], all);
        expect([...(among ?? [])]).toEqual([user.ordinal]);
        expect([...(await running.index.freeze(world.tenantId, { kind: "tag", tagId }))]).toEqual([user.ordinal]);
      }),
    );
    await running.close();
  });
}
