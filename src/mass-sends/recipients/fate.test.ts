import { expect, test } from "vitest";
import { BatchStatus, RecipientFate } from "../mass-send.enums.js";
import type { BatchRecord } from "../mass-send.js";
import { fateOf } from "./fate.js";

const AT = new Date("2026-03-01T00:00:00Z");

test.each<[BatchStatus, Partial<BatchRecord>, RecipientFate]>([
  [BatchStatus.PENDING, {}, RecipientFate.WAITING],
  [BatchStatus.IN_FLIGHT, {}, RecipientFate.WAITING],
  [BatchStatus.ACCEPTED, { acceptedAt: AT }, RecipientFate.ACCEPTED],
  [BatchStatus.FINISHED, { acceptedAt: AT, sent: 3 }, RecipientFate.BATCH_FINISHED],
  [BatchStatus.FINISHED, { acceptedAt: AT }, RecipientFate.BATCH_FINISHED],
  [BatchStatus.FINISHED, { acceptedAt: AT, sent: 0 }, RecipientFate.NOT_SENT],
  [BatchStatus.REJECTED, {}, RecipientFate.NOT_SENT],
  [BatchStatus.REJECTED, { acceptedAt: AT, sent: 0 }, RecipientFate.NOT_SENT],
  [BatchStatus.REJECTED, { acceptedAt: AT, sent: 2 }, RecipientFate.UNKNOWN],
  [BatchStatus.UNKNOWN, {}, RecipientFate.UNKNOWN],
  [BatchStatus.CANCELLED, {}, RecipientFate.NOT_SENT],
])("%s with %j: %s", (status, said, fate) => {
  expect(fateOf({ status, acceptedAt: null, sent: null, ...said } as BatchRecord)).toBe(fate);
});
