import { describe, expect, test } from "vitest";
import { LatePolicy } from "../mass-send.enums.js";
import { tooLate } from "./late-policy.js";

const MOMENT = new Date("2026-03-01T00:00:00Z");
const MINUTE_MS = 60_000;
const { SEND, SEND_WITHIN_15_MINUTES, SKIP } = LatePolicy;

describe("tooLate", () => {
  test.each<[LatePolicy, number]>([
    [SKIP, MINUTE_MS],
    [SEND_WITHIN_15_MINUTES, 15 * MINUTE_MS],
    [SEND, 23 * 60 * MINUTE_MS],
  ])("%s sends up to %d ms after the moment, and not a millisecond later", (policy, most) => {
    for (const late of [0, most / 2, most]) expect(tooLate(policy, MOMENT, new Date(MOMENT.getTime() + late))).toBeNull();
    const reason = tooLate(policy, MOMENT, new Date(MOMENT.getTime() + most + 1));
    expect(reason?.en).toContain(MOMENT.toISOString());
    expect(reason?.en).toContain(policy);
    expect(reason?.en).toContain("Nothing was sent");
    expect(reason?.zh).toContain("什么都没有发出");
  });
});
