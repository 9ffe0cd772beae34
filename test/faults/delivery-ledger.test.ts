import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresLedgerStore } from "../../src/mass-sends/adapters/postgres-ledger-store.js";
import { BatchResolution, DeliveryLedger } from "../../src/mass-sends/index.js";
import { deliveredIn } from "../../src/mass-sends/ledger/delivered.js";
import { monthStart } from "../../src/mass-sends/ledger/month.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import type { Answer } from "../support/fake-wechat.js";
import { HOUR_MS, SendRig } from "../support/send-rig.js";

const FOLLOWERS = 12;
const DAY_MS = 24 * HOUR_MS;

let test_: TestDatabase;
let tenantId: number;
let rig: SendRig;
let ledger: DeliveryLedger;

beforeAll(async () => {
  test_ = await createTestDatabase();
  tenantId = await insertTenant(test_.database, { appId: "wxledger", users: 20 });
});
afterAll(() => test_.drop());
beforeEach(() => begin(FOLLOWERS));

async function begin(followers: number): Promise<void> {
  await test_.database.pool.query("TRUNCATE mass_send_batch, mass_send_audience, mass_send_event, callback; DELETE FROM mass_send");
  rig = new SendRig(test_.database, tenantId, followers, 4);
  ledger = open();
}

const open = () => new DeliveryLedger(new PostgresLedgerStore(test_.database), () => rig.now);
const counts = async (of = ledger) => [
  ...(
    await of.sendsThisMonth(
      tenantId,
      Array.from({ length: FOLLOWERS }, (_, i) => i),
    )
  ).values(),
];
const noneLeft = async () => [...(await ledger.leftAtMost(tenantId, 0))];

/** What the batches say, person by person. */
async function naive(ids: readonly string[]): Promise<number[]> {
  const sums = new Array<number>(FOLLOWERS).fill(0);
  for (const id of ids) {
    for (const batch of await rig.batches(id)) {
      if (deliveredIn(batch)?.getTime() !== monthStart(rig.now).getTime()) continue;
      for (let rank = batch.fromRank; rank < batch.toRank; rank++) sums[rank] = (sums[rank] ?? 0) + 1;
    }
  }
  return sums;
}

describe("a delivery counts", () => {
  test("once WeChat accepts the batch, for its recipients alone", async () => {
    rig.wechat.answer = (call) => (call === 1 ? "invalid" : "ok");
    await rig.run(await rig.started());
    expect(await counts()).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test("not any more when WeChat says that nobody got it, or that the job failed", async () => {
    await rig.run(await rig.started());
    const [first, second, third] = rig.wechat.jobs;
    if (!first || !second || !third) throw new Error("three batches were to be sent");
    await rig.callback(first, "send success", { filter: 0 });
    await rig.callback(second, "err(20013)", { total: 0 });
    await rig.callback(third, "send success", { filter: 1 });
    expect(await counts()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test("not while nobody knows, and once an operator says that it was sent, in the month it was tried in", async () => {
    rig.wechat.answer = () => "lost";
    const id = await rig.started();
    await rig.run(id);
    rig.advance(23 * HOUR_MS + 1);
    await rig.run(id);
    await rig.dispatch.resumeMassSend(rig.principal, id).catch(() => undefined);
    expect(await counts()).toEqual(new Array(FOLLOWERS).fill(0));
    const [batch] = (await rig.batches(id)).filter(({ status }) => status === "UNKNOWN");
    expect(batch).toBeDefined();
    rig.advance(40 * DAY_MS);
    await rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.${batch?.index}`, BatchResolution.TREAT_AS_SENT);
    expect(await counts()).toEqual(new Array(FOLLOWERS).fill(0));
  });

  test("until the month ends at midnight in Asia/Shanghai, without anything being started anew", async () => {
    rig.now = new Date("2026-03-31T15:00:00Z");
    for (let n = 0; n < 4; n++) await rig.run(await rig.started());
    expect(await noneLeft()).toHaveLength(FOLLOWERS);
    rig.now = new Date("2026-03-31T15:59:59.999Z");
    expect(await noneLeft()).toHaveLength(FOLLOWERS);
    rig.now = new Date("2026-03-31T16:00:00Z");
    expect(await noneLeft()).toEqual([]);
    expect(await counts()).toEqual(new Array(FOLLOWERS).fill(0));
  });

  test("without a limit for subscription accounts", async () => {
    for (let n = 0; n < 4; n++) await rig.run(await rig.started());
    await test_.database.pool.query("UPDATE tenant SET kind = 'SUBSCRIPTION' WHERE id = $1", [tenantId]);
    expect(await noneLeft()).toEqual([]);
    await test_.database.pool.query("UPDATE tenant SET kind = 'SERVICE' WHERE id = $1", [tenantId]);
    rig.advance(60_000);
    expect(await noneLeft()).toHaveLength(FOLLOWERS);
    expect(await counts()).toEqual(new Array(FOLLOWERS).fill(4));
  });
});

const event = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      answers: fc.array(fc.constantFrom<Answer>("ok", "ok", "ok", "lost", "accepted-lost", "invalid"), { maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("callback" as const),
      n: fc.nat(30),
      status: fc.constantFrom("send success", "send fail", "err(30003)"),
      filter: fc.nat(4),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(2_000, HOUR_MS, 24 * HOUR_MS, 20 * DAY_MS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), n: fc.nat(5) }) },
);

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

async function happen(one: Event, ids: string[]): Promise<void> {
  const { jobs } = rig.wechat;
  switch (one.kind) {
    case "send": {
      const before = rig.wechat.calls;
      rig.wechat.answer = (call) => one.answers[call - before] ?? "ok";
      ids.push(await rig.started());
      break;
    }
    case "callback": {
      const job = jobs[one.n % Math.max(1, jobs.length)];
      if (job) await rig.callback(job, one.status, { filter: Math.min(one.filter, job.openids.length) });
      break;
    }
    case "pass":
      rig.advance(one.ms);
      break;
    case "cancel":
      await rig.dispatch.cancelMassSend(rig.principal, ids[one.n % Math.max(1, ids.length)] ?? "none").catch(() => undefined);
  }
  for (const id of ids) await rig.run(id);
}

test("whatever happens: what is kept up to date, what is counted anew from the batches, and one by one, agree", async () => {
  let firstMsgId = 5_000_000n;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 14 }), async (events) => {
      await begin(FOLLOWERS);
      rig.wechat.nextMsgId = firstMsgId;
      const ids: string[] = [];
      for (const one of events) {
        await happen(one, ids);
        const expected = await naive(ids);
        expect(await counts()).toEqual(expected);
        expect(await counts(open())).toEqual(expected);
        expect(await noneLeft()).toEqual(expected.flatMap((sends, ordinal) => (sends >= 4 ? [ordinal] : [])));
      }
      firstMsgId = rig.wechat.nextMsgId;
    }),
    { numRuns: 60 },
  );
}, 300_000);
