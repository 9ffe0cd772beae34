import { afterAll, beforeAll, expect, test } from "vitest";
import { act, batchesOf, createSend, EVERYONE, type Progress, type Send, until, watchSend } from "../support/mass-sends.js";
import { syncFollowers } from "../support/methods.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 40;
const HALF_AN_HOUR_MS = 30 * 60_000;

let world: World;
let approver: Client;

/** An account whose sends to all wait for its administrator. */
beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS, seeded: false, account: { sendProtection: true }, resultOverdueSeconds: 1 });
  approver = await world.operator(Role.APPROVER);
  await syncFollowers(approver);
}, 120_000);
afterAll(() => world.close());

async function waiting(): Promise<Send> {
  const { id } = await createSend(approver, { audience: EVERYONE });
  await act(approver, "start", id);
  return until(approver, id, ({ progress }) => progress.waitingFor === "ADMINISTRATOR");
}
const ended = (id: string) => until(approver, id, ({ status }) => status !== "AWAITING_RESULTS");
const answer = (given: string) =>
  fetch(`${world.simulator.url}/_simulator/administrator`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ answer: given }) },
  });
const waits = (states: readonly Progress[]) => states.map(({ waitingFor }) => waitingFor).filter((wait, i, all) => wait !== all[i - 1]);

test("is seen to be waited for, until half an hour after WeChat took the send; confirmed it goes out", async () => {
  const before = Date.now();
  const send = await waiting();
  expect(send).toMatchObject({ status: "AWAITING_RESULTS", method: "TO_ALL", error: null });
  const until_ = Date.parse(send.progress.waitingUntil ?? "") - HALF_AN_HOUR_MS;
  expect(until_).toBeGreaterThanOrEqual(before);
  expect(until_).toBeLessThanOrEqual(Date.now());
  const watched = watchSend(approver, send.id, 0);
  await answer("approve");
  expect(await ended(send.id)).toMatchObject({ status: "COMPLETED", progress: { sent: FOLLOWERS, waitingFor: null, waitingUntil: null } });
  // Also for those who watch, and for those who come later.
  expect(waits(await watched).slice(-3)).toEqual(["RESULTS", "ADMINISTRATOR", null]);
});

test("who refuses ends the send: nobody gets it, and the reason stands there", async () => {
  const { id } = await waiting();
  await answer("refuse");
  const send = await ended(id);
  expect(send).toMatchObject({ status: "FAILED", progress: { sent: 0, waitingFor: null } });
  expect(send.error).toMatch(/^Nothing was sent: err\(40001\): the account's administrator refused the send/);
  expect(batchesOf(send)).toMatchObject([{ status: "REJECTED", errcode: 40001 }]);
});

test("who does not answer within half an hour, too", async () => {
  const { id } = await waiting();
  await world.simulator.advanceClock(HALF_AN_HOUR_MS);
  const send = await ended(id);
  expect(send).toMatchObject({ status: "FAILED", progress: { sent: 0 } });
  expect(send.error).toContain("err(40002): the account's administrator did not confirm the send within 30 minutes");
});
