import { afterAll, beforeAll, expect, it } from "vitest";
import { findBitmapDrift } from "../../src/audiences/adapters/bitmap/find-drift.js";
import { KillRig, killRandom, killWhileWorking } from "../support/kill-rig.js";

const KILLS = 26;

let rig: KillRig;
beforeAll(async () => {
  rig = await KillRig.create({ random: killRandom(), processArgs: [], drift: (jobs) => findBitmapDrift(jobs.database, jobs.tenantId) });
});
afterAll(() => rig.close());

it("kill -9 during tag jobs, undos, rules and saved bitmaps: all agree, counters are exact, undo is exact", {
  timeout: 300_000,
}, async () => {
  await killWhileWorking(rig, KILLS);
  expect(rig.kills).toBeGreaterThanOrEqual(KILLS);
});
