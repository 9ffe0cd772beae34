import { describe, expect, test } from "vitest";
import { DispatchMethod, MassSendStatus, MassSendWait } from "./mass-send.enums.js";
import { confirmationDue, waitOf } from "./waiting.js";

const AT = new Date("2026-03-01T00:00:00Z");
const minutesOn = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);
const { SCHEDULED, PAUSED, NEEDS_ATTENTION, AWAITING_RESULTS } = MassSendStatus;
const NOTHING = { scheduledFor: null, resumeAt: null, confirmBy: null };

describe("what a send waits for", () => {
  test.each([
    [{ status: SCHEDULED, scheduledFor: AT }, MassSendWait.SCHEDULE, AT],
    [{ status: PAUSED, resumeAt: AT }, MassSendWait.QUOTA, AT],
    [{ status: PAUSED, scheduledFor: AT }, MassSendWait.OPERATOR, null],
    [{ status: NEEDS_ATTENTION }, MassSendWait.OPERATOR, null],
    [{ status: AWAITING_RESULTS }, MassSendWait.RESULTS, null],
    [{ status: AWAITING_RESULTS, confirmBy: AT }, MassSendWait.ADMINISTRATOR, AT],
  ])("%j: %s", (send, waitingFor, waitingUntil) => expect(waitOf({ ...NOTHING, ...send })).toEqual({ waitingFor, waitingUntil }));

  test("is nothing in every other state", () => {
    const others = Object.values(MassSendStatus).filter(
      (status) => ![SCHEDULED, PAUSED, NEEDS_ATTENTION, AWAITING_RESULTS].includes(status),
    );
    for (const status of others) expect(waitOf({ ...NOTHING, status })).toEqual({ waitingFor: null, waitingUntil: null });
    expect(others).toHaveLength(7);
  });
});

describe("the administrator", () => {
  const due = (minutes: number, { method = DispatchMethod.TO_ALL, peoplePerMinute = 100_000 } = {}) =>
    confirmationDue({ method, recipients: 1_000_000 }, AT, { now: minutesOn(minutes), peoplePerMinute });

  test("is waited for once delivery should be over, and until half an hour is", () => {
    expect([9, 10, 29].map((minutes) => due(minutes))).toEqual([null, minutesOn(30), minutesOn(30)]);
    expect(due(30)).toBeNull();
  });
  test("is not waited for while an account as slow as this one may still deliver", () =>
    expect(due(29, { peoplePerMinute: 30_000 })).toBeNull());
  test.each([DispatchMethod.BY_TAG, DispatchMethod.BY_OPENID])("has no say in a send %s", (method) =>
    expect(due(15, { method })).toBeNull(),
  );
});
