import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchStatus, MassSendStatus } from "./mass-send.enums.js";
import { isFinal, type MassSendAction, settle, settledError, statusAfter, type Tally } from "./mass-send.state.js";

const ALL = Object.values(MassSendStatus);
const ACTIONS: MassSendAction[] = ["update", "start", "pause", "resume", "cancel"];
const { SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION, COMPLETED, FAILED } = MassSendStatus;

const tallyOf = (counts: Partial<Tally>): Tally => ({
  ...(Object.fromEntries(Object.values(BatchStatus).map((status) => [status, 0])) as Tally),
  ...counts,
});
const tally = fc
  .record(Object.fromEntries(Object.values(BatchStatus).map((status) => [status, fc.nat(3)])) as Record<BatchStatus, fc.Arbitrary<number>>)
  .filter((counts) => Object.values(counts).some((n) => n > 0));

describe("actions", () => {
  test.each<[MassSendAction, MassSendStatus[], MassSendStatus]>([
    ["update", [MassSendStatus.DRAFT], MassSendStatus.DRAFT],
    ["start", [MassSendStatus.DRAFT], MassSendStatus.PREPARING],
    ["pause", [MassSendStatus.PREPARING, SENDING], PAUSED],
    ["resume", [PAUSED], SENDING],
    [
      "cancel",
      [MassSendStatus.DRAFT, MassSendStatus.SCHEDULED, MassSendStatus.PREPARING, SENDING, PAUSED, NEEDS_ATTENTION],
      MassSendStatus.CANCELLED,
    ],
  ])("%s is allowed in %j only", (action, from, to) => {
    expect(ALL.filter((status) => statusAfter(action, status) !== null).sort()).toEqual([...from].sort());
    for (const status of from) expect(statusAfter(action, status)).toBe(to);
  });

  test("nothing leads out of a final status", () => {
    for (const status of ALL.filter(isFinal)) for (const action of ACTIONS) expect(statusAfter(action, status)).toBeNull();
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
    expect(settle(status, tallyOf(counts))).toBe(expected);
  });

  test("of any batches: a status that does not follow from them stays; settling twice is settling once; final only with nothing open", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), tally, (status, counts) => {
        const settled = settle(status, counts);
        expect(settle(settled, counts)).toBe(settled);
        if (![SENDING, PAUSED, AWAITING_RESULTS, NEEDS_ATTENTION].includes(status)) expect(settled).toBe(status);
        else if (isFinal(settled)) expect(counts.PENDING + counts.IN_FLIGHT + counts.ACCEPTED + counts.UNKNOWN).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("says what to do where the batches alone decide", () => {
    expect(settledError(NEEDS_ATTENTION)).toContain("resolveUnknownBatch");
    expect(settledError(FAILED)).toContain("every batch");
    expect(settledError(COMPLETED)).toBeNull();
  });
});
