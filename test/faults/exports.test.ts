import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { OrdinalSet } from "../../src/audiences/index.js";
import { PostgresDeletionStore } from "../../src/deletion/adapters/postgres-deletion-store.js";
import { PostgresTraces } from "../../src/deletion/adapters/postgres-traces.js";
import { PostgresExportWithdrawal } from "../../src/exports/adapters/postgres-export-withdrawal.js";
import { PAGE_USERS, UserExportColumn } from "../../src/exports/index.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { EXPORT_KEY, ExportRig } from "../support/export-rig.js";

const USERS = 2 * PAGE_USERS + 500;
const PROCESS = fileURLToPath(new URL("../support/export-process.ts", import.meta.url));
const ALL = OrdinalSet.of(Array.from({ length: USERS }, (_, i) => i));
const OPENIDS = Array.from({ length: USERS }, (_, i) => `o${i}`);

let own: TestDatabase;
let rig: ExportRig;
let deletions: PostgresDeletionStore;
let traces: PostgresTraces;
let counter = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  const elsewhere = { changeLog: new PostgresChangeLog(), files: new PostgresExportWithdrawal() };
  deletions = new PostgresDeletionStore(own.database, elsewhere, new Sealer(EXPORT_KEY), auditIn);
  traces = new PostgresTraces(own.database, elsewhere, new Sealer(EXPORT_KEY));
});
afterAll(() => own.drop());

beforeEach(async () => {
  const tenantId = await insertTenant(own.database, { appId: `wx-exports-${counter++}`, users: USERS });
  rig = new ExportRig(own.database, await mkdtemp(join(tmpdir(), "tagcast-exports-")), tenantId);
  return () => rm(rig.folder, { recursive: true, force: true });
});

const query = <Row>(sql: string, values: unknown[] = []) => own.database.pool.query<Row & object>(sql, values);
const statusOf = async (id: string) => (await rig.store.byId(rig.tenantId, id))?.status;

/** A worker process, killed where it says. */
async function killed(when: number | "written"): Promise<void> {
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", PROCESS, own.url, rig.folder, String(rig.tenantId), String(when)]);
  await expect(run).rejects.toMatchObject({ signal: "SIGKILL" });
}

async function erase(ordinal: number): Promise<void> {
  const { rows } = await query<{ id: number }>("SELECT user_id AS id FROM users WHERE tenant_id = $1 AND ordinal = $2", [
    rig.tenantId,
    ordinal,
  ]);
  const entered = await deletions.request(rig.tenantId, rows[0]?.id ?? 0, someEntry(rig.tenantId));
  await deletions.process(rig.tenantId, entered?.request.requestId ?? 0, { operator: null }, someEntry(rig.tenantId));
}

describe("kill -9 of a worker", () => {
  test("in the middle of a file: there is none, and the next worker writes it whole, everybody once", { timeout: 60_000 }, async () => {
    const id = await rig.order(ALL);
    await killed(2);
    expect(await rig.store.byId(rig.tenantId, id)).toMatchObject({ status: "RUNNING", objectKey: null, total: USERS });
    expect((await rig.stored()).length).toBe(1);
    // Its lease keeps others away until it is taken for dead.
    await query("UPDATE user_export SET progress_at = now() WHERE id = $1", [id]);
    await rig.runner().run(rig.tenantId);
    expect(await statusOf(id)).toBe("RUNNING");
    await rig.forgetDrivers();
    await rig.runner().run(rig.tenantId);
    expect(await rig.store.byId(rig.tenantId, id)).toMatchObject({ status: "READY", done: USERS });
    expect(await rig.openids(id)).toEqual(OPENIDS);
  });

  test("after a file was written and before anybody knew: it is written again, and the first is swept", { timeout: 60_000 }, async () => {
    const id = await rig.order(ALL);
    await killed("written");
    expect(await statusOf(id)).toBe("RUNNING");
    await rig.forgetDrivers();
    await rig.runner().run(rig.tenantId);
    expect(await rig.openids(id)).toEqual(OPENIDS);
    expect((await rig.stored()).length).toBe(2);
    await rig.sweeper.sweepFiles();
    expect((await rig.stored()).length).toBe(1);
    expect(await rig.openids(id)).toEqual(OPENIDS);
  });
});

describe("workers", () => {
  test("woken for one export many at a time write it once", async () => {
    const id = await rig.order(ALL);
    await Promise.all(Array.from({ length: 5 }, () => rig.runner().run(rig.tenantId)));
    await rig.runner().run(rig.tenantId);
    expect(await rig.openids(id)).toEqual(OPENIDS);
    const { rows } = await query("SELECT attempt FROM user_export WHERE id = $1", [id]);
    expect([rows, (await rig.stored()).length]).toEqual([[{ attempt: 1 }], 1]);
  });

  test("of one that was silent too long and woke up again leave nothing of theirs", async () => {
    const id = await rig.order(ALL);
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const slow = rig
      .runner({
        page: (page) => {
          if (page !== 2) return undefined;
          reached.resolve();
          return gate.promise;
        },
      })
      .run(rig.tenantId);
    await reached.promise;
    await rig.forgetDrivers();
    await rig.runner().run(rig.tenantId);
    const stored = await rig.stored();
    gate.resolve();
    await slow;
    expect((await rig.stored()).length).toBe(1);
    expect(stored).toEqual(expect.arrayContaining(await rig.stored()));
    expect([await statusOf(id), await rig.openids(id)]).toEqual(["READY", OPENIDS]);
  });

  test("that stop leave the export to others at once", async () => {
    const id = await rig.order(ALL);
    const stopped = rig.runner({ page: () => stopped.stop() });
    await stopped.run(rig.tenantId);
    expect([await statusOf(id), await rig.stored()]).toEqual(["RUNNING", []]);
    await rig.runner().run(rig.tenantId);
    expect(await rig.openids(id)).toEqual(OPENIDS);
  });

  test("go through the tenant's exports one by one, oldest first, and no other tenant's", async () => {
    const ids = [await rig.order(OrdinalSet.of([1])), await rig.order(OrdinalSet.of([2])), await rig.order(OrdinalSet.of([3]))];
    await rig.runner().run(rig.tenantId + 1_000);
    expect(await Promise.all(ids.map(statusOf))).toEqual(["QUEUED", "QUEUED", "QUEUED"]);
    await rig.runner().run(rig.tenantId);
    const ended = await Promise.all(ids.map((id) => rig.store.byId(rig.tenantId, id)));
    expect(ended.map((made) => made?.status)).toEqual(["READY", "READY", "READY"]);
    const times = ended.map((made) => made?.finishedAt?.getTime() ?? Number.NaN);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("try again what failed, and give it up after five times so that the next one gets its turn", async () => {
    const id = await rig.order(ALL);
    const next = await rig.order(OrdinalSet.of([4]));
    let broken = 0;
    const failing = () =>
      rig.runner({
        page: () => {
          if (++broken <= 5) throw new Error("o123's row is broken");
        },
      });
    for (let i = 0; i < 4; i++) {
      await expect(failing().run(rig.tenantId)).rejects.toThrow("broken");
      expect([await statusOf(id), await statusOf(next), rig.errors]).toEqual(["RUNNING", "QUEUED", []]);
    }
    await failing().run(rig.tenantId);
    const error = "the file could not be written; the server's log says why";
    expect(await rig.store.byId(rig.tenantId, id)).toMatchObject({ status: "FAILED", error, objectKey: null });
    expect([await statusOf(next), rig.errors.length, (await rig.stored()).length]).toEqual(["READY", 1, 1]);
    expect((await query("SELECT audience FROM user_export WHERE id = $1", [id])).rows).toEqual([{ audience: null }]);
  });

  test("do not leave an identity number out that does not open: the export fails", async () => {
    const sealed = new Sealer(Buffer.alloc(32, 8)).seal("110105194912310021", "user_info.identity_card");
    await query(
      `UPDATE user_info i SET identity_card_sealed = $2 FROM users u
       WHERE u.user_id = i.user_id AND u.tenant_id = $1 AND u.ordinal = 3`,
      [rig.tenantId, sealed],
    );
    const id = await rig.order(OrdinalSet.of([3]), [UserExportColumn.IDENTITY_CARD]);
    for (let i = 0; i < 4; i++) await expect(rig.runner().run(rig.tenantId)).rejects.toThrow("does not open");
    await rig.runner().run(rig.tenantId);
    expect(await statusOf(id)).toBe("FAILED");
  });
});

describe("the sweeper", () => {
  test("wakes tenants whose oldest export nobody drives", async () => {
    const { sweeper, woken } = rig;
    await sweeper.wake();
    expect(woken).not.toContain(rig.tenantId);
    await rig.order(ALL);
    await rig.order(ALL);
    await sweeper.wake();
    expect(woken.filter((id) => id === rig.tenantId).length).toBe(1);
    await rig.work.claim(rig.tenantId, 0);
    await sweeper.wake();
    expect(woken.filter((id) => id === rig.tenantId).length).toBe(1);
    await rig.forgetDrivers();
    await sweeper.wake();
    expect(woken.filter((id) => id === rig.tenantId).length).toBe(2);
  });
});

describe("somebody who is erased", () => {
  test("while a file with them is being written: it is begun anew without them", async () => {
    const id = await rig.order(ALL);
    const slow = rig.runner({ page: (page) => (page === 2 ? erase(5) : undefined) });
    await slow.run(rig.tenantId);
    const openids = await rig.openids(id);
    expect(openids?.length).toBe(USERS);
    expect(openids?.[5]).toMatch(/^deleted-/);
    expect(openids?.filter((_, i) => i !== 5)).toEqual(OPENIDS.filter((_, i) => i !== 5));
    expect((await rig.stored()).length).toBe(1);
    expect((await traces.find()).exports).toEqual([]);
  });

  test("between the last page and the end: the finished file is thrown away", async () => {
    const id = await rig.order(ALL);
    let times = 0;
    await rig.runner({ written: () => (times++ === 0 ? erase(6) : undefined) }).run(rig.tenantId);
    expect([await statusOf(id), times, (await rig.openids(id))?.[6]]).toEqual(["READY", 2, expect.stringMatching(/^deleted-/)]);
    expect((await rig.stored()).length).toBe(1);
  });

  test("in a transaction that is not committed yet: no export begins before it is", async () => {
    const id = await rig.order(ALL);
    const withdrawal = new PostgresExportWithdrawal();
    await own.database.transaction(async (tx) => {
      expect(await withdrawal.withdraw(tx, rig.tenantId, [7])).toBe(0);
      await rig.runner().run(rig.tenantId);
      expect(await statusOf(id)).toBe("QUEUED");
    });
    await rig.runner().run(rig.tenantId);
    expect(await statusOf(id)).toBe("READY");
  });

  test("is in no file that can be downloaded afterwards, whatever happens when", { timeout: 120_000 }, async () => {
    const pause = fc.integer({ min: 0, max: 12 });
    let next = 100;
    await fc.assert(
      fc.asyncProperty(
        fc.array(pause, { minLength: 1, maxLength: 3 }),
        fc.array(pause, { minLength: 4, maxLength: 8 }),
        async (erasures, pauses) => {
          const people = erasures.map(() => next++);
          const ids = [await rig.order(OrdinalSet.of(people)), await rig.order(ALL)];
          let turn = 0;
          const wait = async () => void (await sleep(pauses[turn++ % pauses.length] ?? 0));
          const work = async () => {
            while ((await Promise.all(ids.map(statusOf))).some((status) => status === "QUEUED" || status === "RUNNING")) {
              await rig.runner({ page: wait, written: wait }).run(rig.tenantId);
              await sleep(1);
            }
          };
          const erasing = async () => {
            for (const [i, ms] of erasures.entries()) {
              await sleep(ms * 5);
              await erase(people[i] ?? -1);
            }
          };
          await Promise.all([work(), erasing()]);
          for (const id of ids) {
            if ((await statusOf(id)) === "READY")
              expect((await rig.openids(id))?.filter((openid) => people.some((n) => openid === `o${n}`))).toEqual([]);
          }
          await rig.sweeper.sweepFiles();
          const ready = await query<{ count: number }>(
            "SELECT count(*)::int AS count FROM user_export WHERE tenant_id = $1 AND status = 'READY'",
            [rig.tenantId],
          );
          expect((await rig.stored()).length).toBe(ready.rows[0]?.count);
        },
      ),
      { numRuns: 12 },
    );
    expect((await traces.find()).exports).toEqual([]);
  });

  test("and still is in a file, by a mistake of ours: the daily look finds and withdraws it", async () => {
    const id = await rig.order(OrdinalSet.of([8]));
    await rig.runner().run(rig.tenantId);
    await query("UPDATE user_export SET status = 'FAILED' WHERE id = $1", [id]);
    await erase(8);
    await query("UPDATE user_export SET status = 'READY' WHERE id = $1", [id]);
    const found = await traces.find();
    expect(found.exports).toEqual([{ tenantId: rig.tenantId, requestId: expect.any(Number), exportId: id }]);
    await traces.erase(found);
    expect(await statusOf(id)).toBe("WITHDRAWN");
    await rig.sweeper.deleteFiles();
    expect([(await traces.find()).exports, await rig.stored()]).toEqual([[], []]);
  });
});
