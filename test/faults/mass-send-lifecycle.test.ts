import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BatchStatus, MassSendStatus, RecallStatus } from "../../src/mass-sends/index.js";
import { LatePolicy } from "../../src/mass-sends/mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../../src/mass-sends/mass-send.js";
import { isFinal } from "../../src/mass-sends/mass-send.state.js";
import type { MassJob } from "../../src/simulator/index.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { holdsOnce, lifeSteps, NO_TROUBLE, prefixOf, SendLife } from "../support/send-life.js";
import { SendRig } from "../support/send-rig.js";
import { SimulatedWeChat } from "../support/simulated-wechat.js";

const RUNS = 1_000;
const MOST_STEPS = 14;
const MOST_FOLLOWERS = 12;

let test_: TestDatabase;
let tenantId: number;
let wechat: SimulatedWeChat;

beforeAll(async () => {
  test_ = await createTestDatabase();
  tenantId = await insertTenant(test_.database, { appId: "wxlifecycle", users: MOST_FOLLOWERS });
  wechat = await SimulatedWeChat.start(MOST_FOLLOWERS);
  for (let n = 0; n < MOST_FOLLOWERS; n++) {
    const values = [tenantId, n, SimulatedWeChat.openid(n)];
    await test_.database.pool.query("UPDATE users SET openid = $3, subscribed = true WHERE tenant_id = $1 AND ordinal = $2", values);
  }
});
afterAll(async () => {
  await wechat.close();
  await test_.drop();
});

const transitions = new Map<string, number>();
const seen = { batches: new Set<string>(), recalls: new Set<string | null>() };

function note(from: string, to: string): void {
  if (from !== to) transitions.set(`${from} → ${to}`, (transitions.get(`${from} → ${to}`) ?? 0) + 1);
}

async function check(life: SendLife): Promise<void> {
  const jobs = life.ids.flatMap((id) => wechat.jobs(prefixOf(id)));
  // Nobody got it twice, whatever happened, retries included.
  expect(Math.max(...wechat.timesOf(jobs, life.rig.followers))).toBeLessThanOrEqual(1);
  for (const id of life.ids) await checkSend(life, id);
}

/** It came to an end, every state is kept in order, and the counters are the sums. */
async function checkSend({ rig }: SendLife, id: string): Promise<void> {
  const [send, batches, events] = [await rig.send(id), await rig.batches(id), await rig.events(id)];
  const own = new Map(wechat.jobs(prefixOf(id)).map((job) => [job.clientMsgId, job]));
  expect(isFinal(send.status), send.status).toBe(true);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: send.seq + 1 }, (_, i) => i));
  expect(events.at(-1)).toMatchObject({ status: send.status, batchesRecalled: send.batchesRecalled });
  const those = (status: BatchStatus) => batches.filter((batch) => batch.status === status).length;
  const back = (recall: RecallStatus) => batches.filter((batch) => batch.recall === recall).length;
  expect(send).toMatchObject({
    batches: batches.length,
    batchesAccepted: batches.filter(holdsOnce).length,
    batchesFinished: those(BatchStatus.FINISHED),
    batchesFailed: those(BatchStatus.REJECTED),
    batchesUnknown: those(BatchStatus.UNKNOWN),
    batchesRecalled: back(RecallStatus.RECALLED),
  });
  const isBack = back(RecallStatus.RECALLED) > 0 && back(RecallStatus.REFUSED) === 0;
  expect(send.status === MassSendStatus.RECALLED, JSON.stringify(batches.map(({ recall }) => recall))).toBe(isBack);
  for (const batch of batches) checkBatch(send, batch, own.get(batch.clientMsgId));
  for (const [i, event] of events.entries()) note(events[i - 1]?.status ?? "nothing", event.status);
}

/** What is said of a batch is what WeChat's ledger says; UNKNOWN says nothing. Taken back is what WeChat deleted, and nothing else was. */
function checkBatch(send: MassSendRecord, batch: BatchRecord, job: MassJob | undefined): void {
  const { status, recall, total, sent } = batch;
  seen.batches.add(status);
  seen.recalls.add(recall);
  const at = `batch ${batch.index} of ${send.id}: ${status}, ${recall}`;
  expect([BatchStatus.PENDING, BatchStatus.IN_FLIGHT], at).not.toContain(status);
  expect([RecallStatus.PENDING, RecallStatus.IN_FLIGHT], at).not.toContain(recall);
  if (status !== BatchStatus.UNKNOWN) expect(job !== undefined, at).toBe(holdsOnce(batch));
  if (total !== null && job) expect([total, sent], at).toEqual([job.totalCount, job.sentCount]);
  if (recall === RecallStatus.RECALLED) expect(job?.state, at).toBe("DELETE");
  if (send.recallRequestedAt === null && job) expect(job.state, at).not.toBe("DELETE");
}

/** Every way from one state to another that a send can take. */
const EXPECTED = [
  "nothing → DRAFT",
  ...["SCHEDULED", "PREPARING", "CANCELLED"].map((to) => `DRAFT → ${to}`),
  ...["DRAFT", "PREPARING", "CANCELLED"].map((to) => `SCHEDULED → ${to}`),
  ...["SENDING", "PAUSED", "CANCELLED"].map((to) => `PREPARING → ${to}`),
  ...["PAUSED", "AWAITING_RESULTS", "NEEDS_ATTENTION", "FAILED", "CANCELLED"].map((to) => `SENDING → ${to}`),
  ...["SENDING", "AWAITING_RESULTS", "CANCELLED"].map((to) => `PAUSED → ${to}`),
  ...["COMPLETED", "FAILED", "RECALLED"].map((to) => `AWAITING_RESULTS → ${to}`),
  ...["SENDING", "CANCELLED"].map((to) => `NEEDS_ATTENTION → ${to}`),
  ...["COMPLETED", "FAILED", "CANCELLED"].map((from) => `${from} → RECALLED`),
];

interface Kind {
  followers: number;
  batchSize: number;
  video: boolean;
}

/** A draft in a month of its own, in which everybody may still get four messages. */
async function newLife({ followers, batchSize, video }: Kind): Promise<SendLife> {
  await wechat.nextMonth();
  wechat.simulator.faults.clear();
  const rig = new SendRig(test_.database, tenantId, followers, batchSize);
  rig.openClient = () => wechat.client();
  rig.now = wechat.now;
  const life = new SendLife(rig, wechat);
  const mediaId = await wechat.video();
  rig.materials.mediaId = async () => mediaId;
  await life.begin(await rig.drafted(video ? { kind: "VIDEO", materialId: "a video" } : undefined));
  return life;
}

const RESET_BEFORE = { ...NO_TROUBLE, send: { kind: "reset-before" } } as const;
const answered = (errcode: number, skip = 0) => ({ ...NO_TROUBLE, skip, send: { kind: "errcode", errcode } }) as const;

/** Until the first batch is UNKNOWN, and really not sent. */
async function untilUnknown(life: SendLife): Promise<void> {
  await life.act("start");
  await life.drive(RESET_BEFORE);
  await life.advance(5_000);
  await life.drive(answered(40003));
}

/** The ways that chance takes rarely, each on purpose. */
const WALKS: [string, number, (life: SendLife) => Promise<void>][] = [
  ["cancelled as a draft", 6, (life) => life.act("cancel")],
  [
    "scheduled and sent",
    6,
    async (life) => {
      await life.act("approve");
      await life.act("schedule");
      await life.drive();
      expect((await life.send()).status).toBe(MassSendStatus.SCHEDULED);
      await life.momentComes();
      await life.drive({ ...NO_TROUBLE, during: "pause" });
      await life.act("resume");
    },
  ],
  [
    "scheduled, and too late",
    6,
    async (life) => {
      await life.act("schedule");
      await life.momentComes({ lateMs: 3_600_000, ifLate: LatePolicy.SEND_WITHIN_15_MINUTES });
      await life.drive();
      expect((await life.send()).status).toBe(MassSendStatus.DRAFT);
    },
  ],
  [
    "scheduled, and cancelled",
    6,
    async (life) => {
      await life.act("schedule");
      await life.act("cancel");
    },
  ],
  [
    "paused before its first call, and cancelled",
    6,
    async (life) => {
      await life.act("start");
      await life.act("pause");
      await life.act("cancel");
    },
  ],
  [
    "cancelled before its first call",
    6,
    async (life) => {
      await life.act("start");
      await life.act("cancel");
    },
  ],
  [
    "paused, and resumed",
    6,
    async (life) => {
      await life.act("start");
      await life.drive({ ...NO_TROUBLE, during: "pause" });
      await life.act("resume");
    },
  ],
  [
    "paused during its last call",
    3,
    async (life) => {
      await life.act("start");
      await life.drive({ ...NO_TROUBLE, during: "pause" });
    },
  ],
  ["in need of attention, and sent again", 6, untilUnknown],
  [
    "in need of attention, and cancelled",
    6,
    async (life) => {
      await untilUnknown(life);
      await life.act("cancel");
    },
  ],
  [
    "refused as a whole, and taken back",
    6,
    async (life) => {
      await life.act("start");
      await life.drive(answered(48001, 1));
      await life.act("recall");
    },
  ],
  [
    "cancelled during a call, and taken back",
    6,
    async (life) => {
      await life.act("start");
      await life.drive({ ...NO_TROUBLE, during: "cancel" });
      await life.act("recall");
    },
  ],
  [
    "taken back before its results",
    6,
    async (life) => {
      await life.act("start");
      await life.drive();
      await life.advance(60_000);
      await life.act("recall");
      await life.drive();
    },
  ],
  [
    "completed, and taken back",
    6,
    async (life) => {
      await life.act("start");
      await life.settle();
      await life.act("recall");
    },
  ],
  [
    "completed, and taken back as far as WeChat lets it",
    6,
    async (life) => {
      await life.act("start");
      await life.settle();
      await life.act("recall");
      await life.drive({ ...NO_TROUBLE, remove: { kind: "errcode", errcode: 40059 } });
    },
  ],
  [
    "failed at WeChat after it was accepted",
    3,
    async (life) => {
      wechat.simulator.faults.order({ path: "job", kind: "status", status: "send fail" });
      await life.act("start");
    },
  ],
];

test.each(WALKS)("a life: %s", async (_name, followers, walk) => {
  const life = await newLife({ followers, batchSize: 3, video: true });
  await walk(life);
  await life.settle();
  await check(life);
});

const kind = fc.record({
  followers: fc.integer({ min: 2, max: MOST_FOLLOWERS }),
  batchSize: fc.integer({ min: 3, max: 6 }),
  video: fc.boolean(),
  opening: fc.constantFrom("start" as const, "start" as const, "schedule" as const, "nothing" as const),
  ending: fc.constantFrom("nothing" as const, "recall" as const, "retry" as const),
});

test("whatever happens in a send's life: nobody gets it twice, and what is said of it is true", async () => {
  await fc.assert(
    fc.asyncProperty(kind, lifeSteps(MOST_STEPS), async ({ opening, ending, ...about }, steps) => {
      const life = await newLife(about);
      if (opening !== "nothing") await life.act(opening);
      if (opening === "schedule") await life.momentComes();
      await fc.asyncModelRun(() => ({ model: {}, real: life }), steps);
      wechat.simulator.faults.clear();
      await life.settle();
      if (ending !== "nothing") await life.act(ending);
      if ((await life.send()).status === MassSendStatus.DRAFT) await life.act("start");
      await life.settle();
      await check(life);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 2_400_000);

test("every state was reached and left, every way taken", () => {
  const counted = [...transitions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([way, times]) => `${way}: ${times}`);
  process.stdout.write(`${RUNS + WALKS.length} lives; ways taken:\n  ${counted.join("\n  ")}\n`);
  expect(EXPECTED.filter((way) => !transitions.has(way))).toEqual([]);
  const ways = [...transitions.keys()].map((way) => way.split(" → "));
  const all = Object.values(MassSendStatus);
  expect(all.filter((status) => !ways.some(([, to]) => to === status))).toEqual([]);
  expect(all.filter((status) => !ways.some(([from]) => from === status))).toEqual([MassSendStatus.RECALLED]);
  expect([...seen.batches].sort()).toEqual(["CANCELLED", "FINISHED", "REJECTED", "UNKNOWN"]);
  expect(seen.recalls).toContain(RecallStatus.RECALLED);
  expect(seen.recalls).toContain(RecallStatus.REFUSED);
});
