import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchStatus, MassSendStatus, RecallStatus } from "./mass-send.enums.js";
import { isFinal, type MassSendAction, type RecallTally, settle, settledError, statusAfter, type Tally } from "./mass-send.state.js";

const ALL = Object.values(MassSendStatus);
const ACTIONS: MassSendAction[] = [
  "update",
  "approve",
  "reject",
  "schedule",
  "unschedule",
  "fire",
  "miss",
  "start",
  "pause",
  "resume",
  "cancel",
  "recall",
  "retry",
];
const { SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED, RECALLED } = MassSendStatus;

const tallyOf = (counts: Partial<Tally>): Tally => ({
  ...(Object.fromEntries(Object.values(BatchStatus).map((status) => [status, 0])) as Tally),
  ...counts,
});
const recallOf = (counts: Partial<RecallTally>): RecallTally => ({
  ...(Object.fromEntries(Object.values(RecallStatus).map((status) => [status, 0])) as RecallTally),
  ...counts,
});
const recallTally = fc.record(
  Object.fromEntries(Object.values(RecallStatus).map((status) => [status, fc.nat(2)])) as Record<RecallStatus, fc.Arbitrary<number>>,
);
const tally = fc
  .record(Object.fromEntries(Object.values(BatchStatus).map((status) => [status, fc.nat(3)])) as Record<BatchStatus, fc.Arbitrary<number>>)
  .filter((counts) => Object.values(counts).some((n) => n > 0));

describe("actions", () => {
  test.each<[MassSendAction, MassSendStatus[], MassSendStatus | null]>([
    ["update", [MassSendStatus.DRAFT], MassSendStatus.DRAFT],
    ["reject", [MassSendStatus.DRAFT, MassSendStatus.SCHEDULED], MassSendStatus.DRAFT],
    ["schedule", [MassSendStatus.DRAFT, MassSendStatus.SCHEDULED], MassSendStatus.SCHEDULED],
    ["unschedule", [MassSendStatus.SCHEDULED], MassSendStatus.DRAFT],
    ["fire", [MassSendStatus.SCHEDULED], MassSendStatus.PREPARING],
    ["miss", [MassSendStatus.SCHEDULED], MassSendStatus.DRAFT],
    ["start", [MassSendStatus.DRAFT], MassSendStatus.PREPARING],
    ["pause", [MassSendStatus.PREPARING, SENDING, PAUSED], PAUSED],
    ["resume", [PAUSED], SENDING],
    ["cancel", [MassSendStatus.DRAFT, MassSendStatus.SCHEDULED, MassSendStatus.PREPARING, SENDING, PAUSED, NEEDS_ATTENTION], CANCELLED],
    ["recall", [AWAITING_RESULTS, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED, RECALLED], null],
    ["retry", [NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED], null],
  ])("%s is allowed in %j only", (action, from, to) => {
    expect(ALL.filter((status) => statusAfter(action, status) !== null).sort()).toEqual([...from].sort());
    for (const status of from) expect(statusAfter(action, status)).toBe(to ?? status);
  });

  test("an approval moves nothing, and is given before the send goes out only", () => {
    expect(ALL.filter((status) => statusAfter("approve", status) !== null)).toEqual([MassSendStatus.DRAFT, MassSendStatus.SCHEDULED]);
    for (const status of [MassSendStatus.DRAFT, MassSendStatus.SCHEDULED]) expect(statusAfter("approve", status)).toBe(status);
  });

  test("no action leads out of a final status", () => {
    for (const status of ALL.filter(isFinal)) for (const action of ACTIONS) expect([null, status]).toContain(statusAfter(action, status));
  });
});

describe("settle", () => {
  test.each<[string, MassSendStatus, Partial<Tally>, MassSendStatus]>([
    ["goes on while a batch is pending", SENDING, { PENDING: 1, ACCEPTED: 2 }, SENDING],
    ["goes on while a batch is in flight", SENDING, { IN_FLIGHT: 1, UNKNOWN: 1 }, SENDING],
    ["stays paused while a batch is pending", PAUSED, { PENDING: 1 }, PAUSED],
    ["waits for results", SENDING, { ACCEPTED: 1, FINISHED: 1 }, AWAITING_RESULTS],
    ["waits for results although paused: nothing is left to stop", PAUSED, { ACCEPTED: 1 }, AWAITING_RESULTS],
    ["asks for attention before it waits", SENDING, { ACCEPTED: 1, UNKNOWN: 1 }, NEEDS_ATTENTION],
    ["goes on when an unknown batch is to be sent again", NEEDS_ATTENTION, { PENDING: 1, FINISHED: 1 }, SENDING],
    ["is complete when all are finished", AWAITING_RESULTS, { FINISHED: 2 }, COMPLETED],
    ["is complete though some were refused", AWAITING_RESULTS, { FINISHED: 1, REJECTED: 1 }, COMPLETED],
    ["has failed when all were refused", SENDING, { REJECTED: 2 }, FAILED],
  ])("%s", (_name, status, counts, expected) => {
    expect(settle(status, tallyOf(counts), recallOf({}))).toBe(expected);
  });

  test.each<[string, MassSendStatus, Partial<RecallTally>, MassSendStatus]>([
    ["is taken back when all that was sent is", COMPLETED, { RECALLED: 2 }, RECALLED],
    ["is taken back although a batch has no msg_id", CANCELLED, { RECALLED: 1, IMPOSSIBLE: 1 }, RECALLED],
    ["is taken back before its results are in", AWAITING_RESULTS, { RECALLED: 1 }, RECALLED],
    ["is not while a batch waits", COMPLETED, { RECALLED: 1, PENDING: 1 }, COMPLETED],
    ["is not while an answer is out", FAILED, { RECALLED: 1, IN_FLIGHT: 1 }, FAILED],
    ["is not where WeChat refused one", COMPLETED, { RECALLED: 1, REFUSED: 1 }, COMPLETED],
    ["is not where nothing could be", COMPLETED, { IMPOSSIBLE: 1 }, COMPLETED],
    ["never while it goes out", SENDING, { RECALLED: 1 }, SENDING],
  ])("%s", (_name, status, counts, expected) => {
    expect(settle(status, tallyOf({ PENDING: status === SENDING ? 1 : 0, FINISHED: 1, ACCEPTED: 1 }), recallOf(counts))).toBe(expected);
  });

  test("of any batches: a status that does not follow from them stays; settling twice is settling once; final only with nothing open", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), tally, recallTally, (status, counts, recall) => {
        const settled = settle(status, counts, recall);
        expect(settle(settled, counts, recall)).toBe(settled);
        if (settled === RECALLED && status !== RECALLED) expect(recall.PENDING + recall.IN_FLIGHT + recall.REFUSED).toBe(0);
        else if (![SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION].includes(status)) expect(settled).toBe(status);
        else if (isFinal(settled)) expect(counts.PENDING + counts.IN_FLIGHT + counts.ACCEPTED + counts.UNKNOWN).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("says what to do where the batches alone decide", () => {
    const why = { en: "why", zh: "原因" };
    expect(settledError(NEEDS_ATTENTION, tallyOf({ UNKNOWN: 1 }), why)?.en).toContain("resolveUnknownBatch");
    expect(settledError(FAILED, tallyOf({ REJECTED: 2 }), why)?.en).toContain("every batch");
    expect(settledError(FAILED, tallyOf({ REJECTED: 1 }), why)).toEqual({ en: "Nothing was sent: why.", zh: "什么都没有发出：原因。" });
    expect(settledError(COMPLETED, tallyOf({ FINISHED: 1 }), null)).toBeNull();
  });
});
