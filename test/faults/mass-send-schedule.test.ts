import { describe, expect, test } from "vitest";
import { LatePolicy } from "../../src/mass-sends/mass-send.enums.js";
import { deliveredOnce, finishAll, rig, testDatabase, useDriver } from "../support/driver.js";
import { Killed, Mortal } from "../support/send-rig.js";

useDriver("schedule-test");

const FOLLOWERS = 12;
const INPUT = { name: "n", audience: { everyone: true }, content: { text: "t" } };
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const sql = (text: string, values: unknown[] = []) => testDatabase.database.pool.query(text, values);

/** A scheduled send whose moment was so long ago. */
async function dueSince(milliseconds: number, ifLate = "SEND_WITHIN_15_MINUTES"): Promise<string> {
  const { id } = await rig.service.createMassSend(rig.principal, INPUT);
  await rig.schedules.scheduleMassSend(rig.principal, id, new Date(Date.now() + 60_000), LatePolicy.SEND);
  await sql(
    `UPDATE mass_send SET scheduled_for = clock_timestamp() - $2 * interval '1 ms', wake_at = clock_timestamp() - $2 * interval '1 ms', if_late = $3 WHERE id = $1`,
    [id, milliseconds, ifLate],
  );
  return id;
}

/** Fresh processes, one after the other, until the send is at rest. */
async function goOn(id: string): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await rig.expireLeases();
    await rig.run(id);
  }
}

describe("firing", () => {
  test("happens once, however many processes wake up for the moment", async () => {
    const id = await dueSince(0);
    await Promise.all(Array.from({ length: 8 }, () => rig.driver().run(rig.tenantId, id)));
    await goOn(id);
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", recipients: FOLLOWERS });
    expect(deliveredOnce()).toBe(FOLLOWERS);
    expect(rig.audited.filter(({ action }) => action === "startMassSend").at(-1)).toMatchObject({ operator: "schedule" });
  });

  test("does not happen before the moment by the database's clock, however far ahead this process's clock is", async () => {
    const { id } = await rig.service.createMassSend(rig.principal, INPUT);
    const at = new Date(Date.now() + 3_600_000);
    await rig.schedules.scheduleMassSend(rig.principal, id, at, LatePolicy.SEND);
    rig.now = new Date(Date.now() + 10 * 3_600_000);
    expect(await rig.leases.due(rig.now, 100)).not.toContainEqual({ tenantId: rig.tenantId, id });
    expect(await rig.run(id)).toMatchObject({ status: "SCHEDULED" });
    // Even one whose row says that it is due.
    await sql("UPDATE mass_send SET wake_at = 'epoch' WHERE id = $1", [id]);
    expect(await rig.run(id)).toMatchObject({ status: "SCHEDULED", scheduledFor: at });
    expect(await rig.wakeAt(id)).toEqual(at);
    expect(rig.wechat.calls).toBe(0);
  });

  test("does not wait for a process whose clock is behind", async () => {
    const id = await dueSince(1_000);
    rig.now = new Date(Date.now() - 10 * 3_600_000);
    expect(await rig.leases.due(rig.now, 100)).toContainEqual({ tenantId: rig.tenantId, id });
    expect(await rig.run(id)).toMatchObject({ recipients: FOLLOWERS });
  });

  test.each([
    ["SKIP", 59_000, true],
    ["SKIP", 65_000, false],
    ["SEND_WITHIN_15_MINUTES", 14 * 60_000, true],
    ["SEND_WITHIN_15_MINUTES", 16 * 60_000, false],
    ["SEND", 22 * 3_600_000, true],
    ["SEND", 24 * 3_600_000, false],
  ])("%s, %d ms late: sent is %s", async (policy, late, sent) => {
    const id = await dueSince(late, policy);
    const send = await rig.run(id);
    expect(rig.wechat.calls > 0).toBe(sent);
    if (sent) return expect(send.status).not.toBe("DRAFT");
    expect(send).toMatchObject({ status: "DRAFT", scheduledFor: null, ifLate: null, error: expect.stringContaining(policy) });
    expect(await rig.wakeAt(id)).toBeNull();
    await goOn(id);
    expect(rig.wechat.calls).toBe(0);
  });

  test("of an audience that holds nobody any more makes a draft with the reason", async () => {
    const id = await dueSince(0);
    rig.reached = [3];
    expect(await rig.run(id)).toMatchObject({ status: "DRAFT", error: expect.stringContaining("reaches 1 followers now") });
    expect(rig.wechat.calls).toBe(0);
  });

  test("is tried again while what it needs is away", async () => {
    const id = await dueSince(0);
    const broken = new Mortal();
    broken.kill();
    expect(await rig.run(id, broken)).toMatchObject({ status: "SCHEDULED" });
    await goOn(id);
    expect(deliveredOnce()).toBe(FOLLOWERS);
  });
});

describe("killed at any use of anything while it fires", () => {
  test("it goes out exactly once", { timeout: 240_000 }, async () => {
    for (const when of ["before", "after"] as const) {
      for (let use = 0, alive = false; !alive; use += 1) {
        const known = rig.wechat.jobs.length;
        const id = await dueSince(0);
        const life = new Mortal(use, when);
        const driver = rig.driver(life);
        await driver.run(rig.tenantId, id).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        alive = !life.dead;
        await rig.expireLeases();
        rig.advance(5_000);
        await goOn(id);
        const jobs = rig.wechat.jobs.slice(known);
        expect([when, use, jobs.flatMap(({ openids }) => openids).length]).toEqual([when, use, FOLLOWERS]);
        for (const job of jobs) await rig.callback(job);
        await goOn(id);
        expect([when, use, (await rig.send(id)).status]).toEqual([when, use, "COMPLETED"]);
      }
    }
  });
});

describe("a database restored from a backup made before the moment", () => {
  test.each([
    ["as many", range(4, 12), range(4, 12)],
    ["others before them", range(4, 12), range(0, 12)],
    ["fewer", range(0, 12), range(2, 9)],
  ])("sends nobody anything twice, with %s in the audience", async (_what, before, now) => {
    rig.reached = before;
    const id = await dueSince(0, "SEND");
    await rig.run(id);
    expect(deliveredOnce()).toBe(before.length);
    await sql("DELETE FROM mass_send_batch WHERE mass_send_id = $1", [id]);
    await sql("DELETE FROM mass_send_audience WHERE mass_send_id = $1", [id]);
    await sql(
      `UPDATE mass_send SET status = 'SCHEDULED', recipients = 0, fence = 0, lease_until = NULL, started_at = NULL, method = NULL,
         wake_at = scheduled_for WHERE id = $1`,
      [id],
    );
    rig.reached = now;
    rig.advance(3_600_000);
    await goOn(id);
    expect(deliveredOnce()).toBe(before.length);
    expect(await rig.send(id)).toMatchObject({ status: "PAUSED", error: expect.stringContaining("restored from a backup") });
  });
});
