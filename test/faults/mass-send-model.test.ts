import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BatchResolution, BatchStatus, DispatchMethod, MassSendStatus } from "../../src/mass-sends/index.js";
import { type BatchRecord, sizeOf } from "../../src/mass-sends/mass-send.js";
import { isFinal } from "../../src/mass-sends/mass-send.state.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import type { Answer } from "../support/fake-wechat.js";
import { HOUR_MS, Mortal, SendRig } from "../support/send-rig.js";

const RUNS = 300;
const MOST_FOLLOWERS = 20;
const TURNS = 60;

let test_: TestDatabase;
let tenantId: number;

beforeAll(async () => {
  test_ = await createTestDatabase();
  tenantId = await insertTenant(test_.database, { appId: "wxmodel", users: MOST_FOLLOWERS });
});
afterAll(() => test_.drop());

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Answer>("ok") },
  { weight: 3, arbitrary: fc.constantFrom<Answer>("accepted-lost", "lost") },
  { weight: 2, arbitrary: fc.constantFrom<Answer>("too-soon", "quota-minute", "quota-day", "token", "invalid") },
  { weight: 1, arbitrary: fc.constant<Answer>("refused") },
);
/** What happens in one turn: perhaps a kill at some step, an operator during the call, time passing afterwards. */
const turn = fc.record({
  killAt: fc.option(fc.nat(25), { freq: 2 }),
  when: fc.constantFrom("before" as const, "after" as const),
  operator: fc.option(fc.constantFrom("pause" as const, "cancel" as const), { freq: 8 }),
  // Somebody follows who is not in the audience: mass/sendall would reach them, too.
  outsiders: fc.constantFrom(0, 0, 0, 1),
  pass: fc.constantFrom(0, 1_000, 61_000, 61_000, HOUR_MS, 24 * HOUR_MS),
});
const callback = fc.constantFrom("before-commit" as const, "later" as const, "later" as const, "twice" as const, "never" as const);
const method = fc.constantFrom(DispatchMethod.BY_OPENID, DispatchMethod.BY_OPENID, DispatchMethod.TO_ALL, DispatchMethod.BY_TAG);
const history = fc.record({
  method,
  followers: fc.integer({ min: 2, max: MOST_FOLLOWERS }),
  batchSize: fc.integer({ min: 3, max: 9 }),
  answers: fc.array(answer, { maxLength: 12 }),
  turns: fc.array(turn, { maxLength: 10 }),
  callbacks: fc.array(callback, { maxLength: 8 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Lives through the history; then nothing fails any more, and the operator resumes and decides what is asked. */
async function live(rig: SendRig, events: History): Promise<string> {
  const { answers, turns, callbacks } = events;
  const { wechat } = rig;
  wechat.answer = (call) => answers[call] ?? "ok";
  const later: (() => Promise<void>)[] = [];
  wechat.onAccepted = async (job) => {
    const kind = callbacks[wechat.jobs.length - 1] ?? "later";
    if (kind === "before-commit") await rig.callback(job);
    if (kind === "later" || kind === "twice") later.push(() => rig.callback(job));
    if (kind === "twice") later.push(() => rig.callback(job));
  };
  rig.method = events.method;
  // All histories are of one tenant and month.
  rig.countsPast = false;
  const id = await rig.started();
  for (let n = 0; n < TURNS; n++) {
    const { killAt = null, when = "before", operator = null, pass = 61_000, outsiders = 0 } = turns[n] ?? {};
    rig.outsiders = outsiders;
    wechat.onCall = async () => {
      wechat.onCall = async () => undefined;
      if (operator) await rig.dispatch[`${operator}MassSend`](rig.principal, id);
    };
    await rig.run(id, new Mortal(killAt, when));
    await rig.expireLeases();
    for (const hand of later.splice(0)) await hand();
    rig.advance(pass);
    const { status } = await rig.send(id);
    if (status === MassSendStatus.PAUSED) await rig.dispatch.resumeMassSend(rig.principal, id);
    else if (n >= turns.length && (await rig.wakeAt(id)) === null) break;
  }
  return id;
}

function holdsOnce(batch: BatchRecord): boolean {
  return batch.acceptedAt !== null;
}

async function check(rig: SendRig, id: string, callbacks: History["callbacks"]): Promise<void> {
  const [send, batches, events] = [await rig.send(id), await rig.batches(id), await rig.events(id)];
  const deliveries = rig.wechat.deliveries();

  // Nobody but they got it, however they were named; one call of mass/sendall is enough.
  expect([...deliveries.keys()].filter((openid) => Number(openid.slice(1)) >= rig.followers)).toEqual([]);
  expect(send.method).toBe(rig.method);
  if (rig.method !== DispatchMethod.BY_OPENID) expect(batches).toHaveLength(1);
  // Each follower is in exactly one batch.
  expect(batches.map(({ fromRank }) => fromRank)).toEqual([0, ...batches.slice(0, -1).map(({ toRank }) => toRank)]);
  expect(batches.at(-1)?.toRank).toBe(rig.followers);
  // WeChat accepts each batch at most once.
  expect(Math.max(0, ...deliveries.values())).toBeLessThanOrEqual(1);
  // What is said of a batch is true of each of its recipients; UNKNOWN says nothing.
  for (const batch of batches) {
    if (batch.status === BatchStatus.UNKNOWN) continue;
    for (let rank = batch.fromRank; rank < batch.toRank; rank++) {
      expect(deliveries.get(`o${rank}`) ?? 0, `batch ${batch.index} is ${batch.status}`).toBe(holdsOnce(batch) ? 1 : 0);
    }
  }
  // A result that came at all is known, whichever of the two commits was first.
  for (const [n, { msgId, openids }] of rig.wechat.jobs.entries()) {
    const batch = batches.find(({ wechatMsgId }) => wechatMsgId === msgId);
    if (batch && callbacks[n] !== "never") expect(batch.total, `callback ${callbacks[n]}`).toBe(openids.length);
  }
  // It came to an end, and so did its batches.
  expect(isFinal(send.status) || send.status === MassSendStatus.NEEDS_ATTENTION, send.status).toBe(true);
  const open: readonly string[] = [BatchStatus.PENDING, BatchStatus.IN_FLIGHT, BatchStatus.ACCEPTED];
  expect(batches.filter(({ status }) => open.includes(status))).toEqual([]);
  // Counters are the sums of the batches.
  const those = (status: BatchStatus) => batches.filter((batch) => batch.status === status).length;
  const sum = (of: (batch: BatchRecord) => number | null) => batches.reduce((total, batch) => total + (of(batch) ?? 0), 0);
  expect(send).toMatchObject({
    recipients: rig.followers,
    batches: batches.length,
    batchesAccepted: batches.filter(holdsOnce).length,
    batchesFinished: those(BatchStatus.FINISHED),
    batchesFailed: those(BatchStatus.REJECTED),
    batchesUnknown: those(BatchStatus.UNKNOWN),
    accepted: sum((batch) => (holdsOnce(batch) ? sizeOf(batch) : 0)),
    sent: sum(({ sent }) => sent),
    filtered: sum(({ filtered }) => filtered),
    failed: sum(({ failed }) => failed),
  });
  // Every state is kept, in order, and the last is the present one.
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: send.seq + 1 }, (_, i) => i));
  expect(events.at(-1)).toMatchObject({ status: send.status, sent: send.sent, batchesUnknown: send.batchesUnknown });
}

test("whatever happens: each recipient once, unless the batch is said to be UNKNOWN, REJECTED or CANCELLED", async () => {
  let firstMsgId = 1n;
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const rig = new SendRig(test_.database, tenantId, events.followers, events.batchSize);
      rig.wechat.nextMsgId = firstMsgId;
      const id = await live(rig, events);
      firstMsgId = rig.wechat.nextMsgId;
      await check(rig, id, events.callbacks);
    }),
    { numRuns: RUNS, endOnFailure: false },
  );
}, 600_000);

test("sending UNKNOWN batches again within WeChat's memory sends nothing twice", async () => {
  let firstMsgId = 1_000_000n;
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const rig = new SendRig(test_.database, tenantId, events.followers, events.batchSize);
      rig.wechat.nextMsgId = firstMsgId;
      const gentle = { ...events, turns: events.turns.map((one) => ({ ...one, operator: null, pass: Math.min(one.pass, 61_000) })) };
      const id = await live(rig, { ...gentle, answers: events.answers.filter((one) => one !== "refused") });
      // What was left of the script is not part of this history any more.
      rig.wechat.answer = () => "ok";
      for (const batch of await rig.batches(id)) {
        if (batch.status === BatchStatus.UNKNOWN)
          await rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.${batch.index}`, BatchResolution.SEND_AGAIN);
      }
      await rig.run(id);
      for (const job of rig.wechat.jobs) await rig.callback(job);
      firstMsgId = rig.wechat.nextMsgId;
      await check(rig, id, events.callbacks);
      expect((await rig.send(id)).batchesUnknown).toBe(0);
    }),
    { numRuns: 60 },
  );
}, 600_000);
