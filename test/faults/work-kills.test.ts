import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findBitmapDrift } from "../../src/audiences/adapters/bitmap/find-drift.js";
import { Random } from "../../src/sandbox/random.js";
import { KillRig, killWhileWorking } from "../support/kill-rig.js";

const KILLS = 26;

let rig: KillRig;
beforeAll(async () => {
  const seed = Number(process.env.KILL_SEED ?? randomBytes(4).readUInt32LE());
  process.stderr.write(`kill seed ${seed}: KILL_SEED=${seed} repeats it\n`);
  rig = await KillRig.create({ random: new Random(seed), processArgs: [], drift: (jobs) => findBitmapDrift(jobs.database, jobs.tenantId) });
});
afterAll(() => rig.close());

it("kill -9 during tag jobs, undos, rules and saved bitmaps: all agree, counters are exact, undo is exact", {
  timeout: 300_000,
}, async () => {
  await killWhileWorking(rig, KILLS);
  expect(rig.kills).toBe(KILLS);
});
