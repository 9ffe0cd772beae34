import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { MassSendContent } from "../../src/mass-sends/content.js";
import { insertTenant } from "./base-data.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import type { Answer } from "./fake-wechat.js";
import { SendRig } from "./send-rig.js";

const FOLLOWERS = 12;
const BATCH_SIZE = 4;

/** The parts a test of the driver plays with; `rig` and `id` (of a started send) are new for each test. */
export let rig: SendRig;
export let id: string;
export let tenantId: number;
export let testDatabase: TestDatabase;

/** Once in each file. */
export function useDriver(appId: string): void {
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    tenantId = await insertTenant(testDatabase.database, { appId, users: FOLLOWERS });
  });
  afterAll(() => testDatabase.drop());
  beforeEach(async () => {
    // msg_ids are WeChat's, unique in the tenant; each test has a WeChat of its own.
    await testDatabase.database.pool.query(
      "TRUNCATE mass_send_batch, mass_send_audience, mass_send_event, callback; DELETE FROM mass_send",
    );
    await startAnew(BATCH_SIZE);
  });
  afterEach(everythingSaidInChinese);
}

/** Whatever a test led to: what Tagcast says of it, it says in Chinese too. The fake WeChat's own words are "answer 45009". */
async function everythingSaidInChinese(): Promise<void> {
  const { rows } = await testDatabase.database.pool.query<{ said: string; chinese: string | null }>(
    `SELECT error AS said, chinese ->> error AS chinese FROM mass_send WHERE error IS NOT NULL
     UNION ALL SELECT errmsg, chinese ->> errmsg FROM mass_send_batch WHERE errmsg IS NOT NULL AND errmsg !~ '^answer [0-9a-z-]+$'
     UNION ALL SELECT recall_error, chinese ->> recall_error FROM mass_send_batch WHERE recall_error IS NOT NULL AND recall_error !~ '^[0-9]+ '`,
  );
  expect(rows.filter(({ chinese }) => !/\p{Script=Han}/u.test(chinese ?? ""))).toEqual([]);
}

/** All parts new, with another size of batches. */
export async function startAnew(batchSize: number): Promise<void> {
  rig = new SendRig(testDatabase.database, tenantId, FOLLOWERS, batchSize);
  await startAnother();
}

/** One more send with the parts there are. */
export async function startAnother(content?: MassSendContent): Promise<void> {
  id = await rig.started(content);
}

/** What WeChat answers to the first calls; after them always ok. */
export const answers = (...list: Answer[]) => {
  rig.wechat.answer = (call) => list[call] ?? "ok";
};
export const statuses = async () => (await rig.batches(id)).map(({ status }) => status);
export const deliveredOnce = () => [...rig.wechat.deliveries().values()].every((times) => times === 1) && rig.wechat.deliveries().size;
export const waitOf = async () => ((await rig.wakeAt(id))?.getTime() ?? Number.NaN) - rig.now.getTime();
export const finishAll = async () => {
  for (const job of rig.wechat.jobs) await rig.callback(job);
};
