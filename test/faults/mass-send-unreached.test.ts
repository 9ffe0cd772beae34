import { afterAll, beforeAll, expect, test } from "vitest";
import { audienceToJson, audienceToText, OrdinalSet, parseAudience } from "../../src/audiences/index.js";
import { PostgresUnreached } from "../../src/mass-sends/adapters/postgres-unreached.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

const MILLION = 1_000_000;
const BATCH = 10_000;
const SEND = "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6";

let own: TestDatabase;
let tenantId: number;
beforeAll(async () => {
  own = await createTestDatabase();
  tenantId = await insertTenant(own.database, { appId: "wxunreached", users: 2 });
  const { pool } = own.database;
  // Every third ordinal: sets with gaps, as audiences have them.
  const recipients = OrdinalSet.of(Array.from({ length: MILLION }, (_, i) => i * 3));
  for (const { chunk, cardinality, data } of recipients.toStored()) {
    await pool.query("INSERT INTO mass_send_audience VALUES ($1, $2, $3, $4)", [SEND, chunk, cardinality, Buffer.from(data)]);
  }
  await pool.query(
    `INSERT INTO mass_send_batch (mass_send_id, index, tenant_id, from_rank, to_rank, status, client_msg_id)
     SELECT $1, i, $2, i * $3, (i + 1) * $3, CASE WHEN i % 2 = 0 THEN 'REJECTED' WHEN i % 3 = 0 THEN 'CANCELLED' ELSE 'FINISHED' END, 'c' || i
     FROM generate_series(0, $4::int - 1) AS i`,
    [SEND, tenantId, BATCH, MILLION / BATCH],
  );
});
afterAll(() => own.drop());

test("the people whom a send to a million did not reach are found exactly, and said in one line", async () => {
  const found = await new PostgresUnreached(own.database).ordinalsUnreached(tenantId, SEND);
  const isUnreached = (i: number) => i % 2 === 0 || i % 3 === 0;
  const wanted = Array.from({ length: MILLION }, (_, rank) => rank)
    .filter((rank) => isUnreached(Math.floor(rank / BATCH)))
    .map((rank) => rank * 3);
  expect(found.length).toBe(67 * BATCH);
  expect(Buffer.from(found.buffer).equals(Buffer.from(Uint32Array.from(wanted).buffer))).toBe(true);
  const audience = parseAudience({ unreachedBy: SEND });
  expect(audienceToJson(audience)).toEqual({ unreachedBy: SEND });
  const names = await new PostgresUnreached(own.database).massSendNames(tenantId, [SEND]);
  expect(audienceToText(audience, { massSend: (id) => names.get(id) ?? "上新" })).toBe("群发「上新」中被拒绝或未发出的批次里的用户");
});

test("of another tenant's send: nobody", async () => {
  expect((await new PostgresUnreached(own.database).ordinalsUnreached(tenantId + 1, SEND)).length).toBe(0);
});
