import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { EXPRESSIONS } from "../../src/deletion/adapters/erase-mentions.js";
import {
  listsOpenids,
  MAY_MENTION,
  NAMED_BY_OTHERS,
  NAMES_IN_PAYLOAD,
  openidsIn,
  TEXTS,
} from "../../src/deletion/adapters/name-indexes.js";
import { PostgresDeletionStore } from "../../src/deletion/adapters/postgres-deletion-store.js";
import { PostgresErasedPeople } from "../../src/deletion/adapters/postgres-erased-people.js";
import { PostgresTraces } from "../../src/deletion/adapters/postgres-traces.js";
import { TraceCheck } from "../../src/deletion/index.js";
import { PostgresExportWithdrawal } from "../../src/exports/adapters/postgres-export-withdrawal.js";
import { importPeople } from "../../src/import/adapters/import-people.js";
import { PeopleRows } from "../../src/import/adapters/people-rows.js";
import { PostgresCsvTarget } from "../../src/import/adapters/postgres-csv-target.js";
import { LineSlab } from "../../src/import/line-slab.js";
import { NO_LINE } from "../../src/import/packed-rows.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { peopleByOrdinals } from "../../src/tags/adapters/people.js";
import { PostgresFollowerStore } from "../../src/users/adapters/postgres-follower-store.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { dump } from "../support/table-dump.js";

const OPENID = "oPersonWhoWasErased00000000";
const SOURCE_ROW = { legacyTenantId: null, miniProgramOpenid: null, unionid: null, phone: null, rand: null, password: null };

let own: TestDatabase;
let tenantId: number;
let counter = 0;
const sealer = new Sealer(randomBytes(32));
const changeLog = new PostgresChangeLog();
const elsewhere = { changeLog, files: new PostgresExportWithdrawal() };
const erased = new PostgresErasedPeople(sealer);
let followers: PostgresFollowerStore;
let requests: PostgresDeletionStore;

beforeAll(async () => {
  own = await createTestDatabase();
  followers = new PostgresFollowerStore(own.database, changeLog, erased);
  requests = new PostgresDeletionStore(own.database, elsewhere, sealer, auditIn);
});
afterAll(() => own.drop());
beforeEach(async () => {
  await query("TRUNCATE deletion_request, callback, import_reject");
  tenantId = await insertTenant(own.database, { appId: `wx-erased-${counter++}`, users: 0 });
});

const query = <Row>(sql: string, values: unknown[] = []) => own.database.pool.query<Row & object>(sql, values);
const list = (...openids: string[]) => {
  const unsaid = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
  const profiles = openids.map((openid) => ({ ...unsaid, openid, subscribed: true }));
  return followers.upsertFollowers(tenantId, profiles, new Date(Date.now() + 60_000));
};
const event = (subscribed: boolean, seconds: number) =>
  followers.applyFollowChange(tenantId, { openid: OPENID, subscribed, at: new Date(Date.now() + seconds * 1_000), source: null });

async function post(openid: string, more: object): Promise<void> {
  const payload = { FromUserName: openid, ...more };
  await query("INSERT INTO callback (tenant_id, dedupe_key, event, openid, payload) VALUES ($1, $2, 'CLICK', $3, $4)", [
    ...[tenantId, `CLICK:${openid}:${JSON.stringify(more)}`, openid, payload],
  ]);
}

async function openids(): Promise<string[]> {
  const { rows } = await query<{ openid: string }>("SELECT openid FROM users WHERE tenant_id = $1 ORDER BY ordinal", [tenantId]);
  return rows.map(({ openid }) => openid);
}

/** Somebody came, and was erased on request. */
async function erasedPerson(): Promise<{ userId: number; requestId: number; pseudonym: string }> {
  await list(OPENID);
  const { rows } = await query<{ id: number }>("SELECT user_id AS id FROM users WHERE tenant_id = $1", [tenantId]);
  const userId = rows[0]?.id ?? 0;
  const requestId = (await requests.request(tenantId, userId, someEntry(tenantId)))?.request.requestId ?? 0;
  await requests.process(tenantId, requestId, { operator: 1 }, someEntry(tenantId));
  return { userId, requestId, pseudonym: (await openids())[0] ?? "" };
}

describe("somebody who was erased", () => {
  test("is not brought back by a sync that lists them; others are entered", async () => {
    const { pseudonym } = await erasedPerson();
    expect(await list(OPENID, "oOther")).toEqual({ created: 1, changed: 0 });
    expect(await openids()).toEqual([pseudonym, "oOther"]);
  });

  test("is not brought back by a following from before, nor by leaving", async () => {
    const { pseudonym } = await erasedPerson();
    expect(await event(true, -60)).toBe("ignored");
    expect(await event(false, 60)).toBe("ignored");
    expect(await openids()).toEqual([pseudonym]);
  });

  test("is a new user after following again, whom syncs keep and who can be erased again", async () => {
    const { userId, pseudonym } = await erasedPerson();
    expect(await event(true, 60)).toBe("created");
    expect(await list(OPENID)).toEqual({ created: 0, changed: 0 });
    expect(await openids()).toEqual([pseudonym, OPENID]);
    expect(await new PostgresTraces(own.database, elsewhere, sealer).find()).toEqual({ users: [], openids: [], exports: [] });
    const { rows } = await query<{ id: number }>("SELECT user_id AS id FROM users WHERE tenant_id = $1 AND openid = $2", [
      tenantId,
      OPENID,
    ]);
    expect(rows[0]?.id).not.toBe(userId);
    const again = await requests.request(tenantId, rows[0]?.id ?? 0, someEntry(tenantId));
    expect(again?.created).toBe(true);
    await requests.process(tenantId, again?.request.requestId ?? 0, { operator: null }, someEntry(tenantId));
    expect(await list(OPENID)).toEqual({ created: 0, changed: 0 });
    expect((await openids()).filter((openid) => openid.startsWith("deleted-"))).toHaveLength(2);
  });

  test("is another tenant's follower all the same", async () => {
    await erasedPerson();
    tenantId = await insertTenant(own.database, { appId: `wx-erased-${counter++}`, users: 0 });
    expect(await list(OPENID)).toEqual({ created: 1, changed: 0 });
  });

  test("is refused by an import, also under another user_id; who only has the user_id is not", async () => {
    const { userId } = await erasedPerson();
    const record = (id: number, openid: string) => {
      const slab = new LineSlab();
      const user = slab.packed([slab.add(new PeopleRows(sealer).person({ ...SOURCE_ROW, userId: id, openid }, null))]);
      const nothing = new LineSlab().packed([NO_LINE]);
      const parts = { user, credential: nothing, info: nothing, favourites: nothing };
      return { userId: id, openid, tenantId, legacyTenantId: null, place: 0, parts };
    };
    const { rejects } = await own.database.transaction((tx) =>
      importPeople(tx, { changeLog, erased }, [record(userId + 5_000, OPENID), record(userId, "oOtherOfTheOldSystem")]),
    );
    expect(rejects.map(({ reason }) => reason)).toEqual(["the user's data was deleted here on request"]);
    const { rows } = await query<{ id: number; openid: string }>(
      "SELECT r.user_id AS id, u.openid FROM deletion_request r JOIN users u ON u.user_id = r.user_id",
    );
    expect(rows).toEqual([{ id: expect.any(Number), openid: expect.stringMatching(/^deleted-/) }]);
    expect(rows[0]?.id).not.toBe(userId);
  });

  test("gets no tag from a run that was under way", async () => {
    await list(OPENID, "oOther");
    const ordinals = Uint32Array.of(0, 1);
    expect((await peopleByOrdinals(own.database.pool, tenantId, ordinals)).userIds).toHaveLength(2);
    const { rows } = await query<{ id: number }>("SELECT user_id AS id FROM users WHERE openid = $1 AND tenant_id = $2", [
      OPENID,
      tenantId,
    ]);
    const wish = await requests.request(tenantId, rows[0]?.id ?? 0, someEntry(tenantId));
    await requests.process(tenantId, wish?.request.requestId ?? 0, { operator: 1 }, someEntry(tenantId));
    expect((await peopleByOrdinals(own.database.pool, tenantId, ordinals)).toOrdinals()).toEqual(Uint32Array.of(1));
  });

  test("is refused by a CSV file", async () => {
    const { pseudonym } = await erasedPerson();
    const target = new PostgresCsvTarget({ database: own.database, changeLog, erased, tenantId, dryRun: false });
    const person = (openid: string) => ({
      ...{ openid, unionid: null, phone: null, nickname: "x", realName: null, sex: null, birthday: null, provinceId: null, cityId: null },
      ...{ regionId: null, job: null, vip: null, remark: null, source: null, tags: [] },
    });
    const run = await target.begin(`csv ${tenantId}`);
    const rows = [OPENID, "oOther"].map((openid, line) => ({ line, person: person(openid) }));
    const after = await target.write(run, { rows, rejects: [], counts: {}, position: run.position });
    await target.close();
    expect(after.counts.csv).toMatchObject({ written: 1, rejected: 1 });
    expect(await openids()).toEqual([pseudonym, "oOther"]);
  });
});

describe("the daily look", () => {
  const logged: object[] = [];
  const check = () => new TraceCheck(new PostgresTraces(own.database, elsewhere, sealer), { error: (details) => logged.push(details) });
  beforeEach(() => logged.splice(0));

  test("finds nothing after a deletion", async () => {
    await erasedPerson();
    const look = check();
    await look.look();
    expect([look.traces, logged]).toEqual([0, []]);
  });

  test("finds what was written to the row afterwards, erases it, and names no person", async () => {
    const { userId, requestId } = await erasedPerson();
    await query("INSERT INTO user_location (user_id, tenant_id, latitude, longitude, at) VALUES ($1, $2, 1, 2, now())", [userId, tenantId]);
    const look = check();
    await look.look();
    expect([look.traces, logged]).toEqual([1, [{ users: [{ tenantId, requestId }], openids: [], exports: [] }]]);
    await look.look();
    expect(look.traces).toBe(0);
    expect((await query("SELECT 1 FROM user_location WHERE user_id = $1", [userId])).rows).toEqual([]);
  });

  test("finds the openid among users, by its hash, and erases it there and in callbacks", async () => {
    const { requestId } = await erasedPerson();
    const unsaid = { unionid: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    const whoKnowsOfNoDeletion = new PostgresFollowerStore(own.database, changeLog);
    await whoKnowsOfNoDeletion.upsertFollowers(tenantId, [{ ...unsaid, openid: OPENID, subscribed: true, nickname: "x" }], new Date());
    await post(OPENID, {});
    const look = check();
    await look.look();
    expect([look.traces, logged]).toEqual([1, [{ users: [], openids: [{ tenantId, requestId, table: "users" }], exports: [] }]]);
    await look.look();
    expect(look.traces).toBe(0);
    expect(await openids()).not.toContain(OPENID);
    expect((await query("SELECT 1 FROM callback")).rows).toEqual([]);
  });

  test("finds the openid wherever else it stands, and nothing of it is left", async () => {
    const { requestId } = await erasedPerson();
    await post(OPENID, {});
    await post("oTheSystem00000000000000000", { OpenID: OPENID });
    await query("INSERT INTO callback (tenant_id, dedupe_key, event, openid, payload) VALUES ($1, 'SCAN:1', 'SCAN', 'oSomebodyElse', $2)", [
      ...[tenantId, { FromUserName: "oSomebodyElse", EventKey: `qrscene_${OPENID}` }],
    ]);
    const tag = await query<{ id: number }>("INSERT INTO tag (tenant_id, name, rule) VALUES ($1, 'x', $2) RETURNING id", [
      ...[tenantId, { not: { openids: ["oOther", OPENID] } }],
    ]);
    await query("INSERT INTO segment (tenant_id, name, audience) VALUES ($1, 'x', $2)", [tenantId, { openids: [OPENID] }]);
    await query("INSERT INTO wechat_tag (tag_id, members_after) VALUES ($1, $2)", [tag.rows[0]?.id, OPENID]);
    await query(
      `INSERT INTO mass_send (id, tenant_id, name, audience, audience_text, content_kind, content, created_by_id)
       VALUES (gen_random_uuid(), $1, 'x', $2, '', 'TEXT', '{}', 0)`,
      [tenantId, { any: [{ openids: [OPENID] }, { vip: true }] }],
    );
    await query("INSERT INTO sync_job (id, tenant_id, kind, cursor) VALUES (gen_random_uuid(), $1, 'ALL', to_jsonb($2::text))", [
      ...[tenantId, OPENID],
    ]);
    await query(
      `WITH run AS (INSERT INTO import_run (id, source, position, counts) VALUES (gen_random_uuid(), 'x', '{}', '{}') RETURNING id)
       INSERT INTO import_reject (run_id, table_name, key, reason) SELECT id, 'tags', $1, 'x' FROM run`,
      [OPENID],
    );
    const look = check();
    await look.look();
    const found = (logged[0] as { openids: { requestId: number; table: string }[] }).openids;
    expect(found.map(({ table }) => table).sort()).toEqual([
      ...["callback", "callback", "callback"],
      "import_reject",
      "mass_send",
      "segment",
      "sync_job",
      "tag",
      "wechat_tag",
    ]);
    expect(found.every((trace) => trace.requestId === requestId)).toBe(true);
    await look.look();
    expect(look.traces).toBe(0);
    // Among users it is another test's tenant's.
    const left = (await dump(own.database)).filter(({ name, text }) => name !== "users" && text.includes(OPENID));
    expect(left).toEqual([]);
  });

  test("and a deletion go by indexes", async () => {
    const statements = [
      `SELECT 1 FROM callback WHERE tenant_id = 1 AND ${MAY_MENTION} AND ${TEXTS} ~ 'x'`,
      `SELECT 1 FROM callback WHERE ${NAMED_BY_OTHERS} AND ${NAMES_IN_PAYLOAD} ?| ARRAY['x']`,
      ...EXPRESSIONS.map(({ table, column }) => `SELECT 1 FROM ${table} WHERE ${listsOpenids(column)} AND ${openidsIn(column)} ? 'x'`),
    ];
    const plans = await own.database.transaction(async (tx) => {
      await tx.query("SET LOCAL enable_seqscan = off");
      const rows: string[] = [];
      for (const sql of statements) rows.push(JSON.stringify((await tx.query(`EXPLAIN ${sql}`)).rows));
      return rows;
    });
    expect(plans.map((plan) => /callback_texts_idx|callback_names_idx|(?:mass_send|tag|segment)_openids_idx/.exec(plan)?.[0])).toEqual([
      ...["callback_texts_idx", "callback_names_idx", "mass_send_openids_idx", "tag_openids_idx", "segment_openids_idx"],
    ]);
  });

  test("closes a request that was imported for somebody who is erased already", async () => {
    const { userId } = await erasedPerson();
    await query("INSERT INTO deletion_request (tenant_id, user_id, phone, openid, kind) VALUES ($1, $2, '13912345678', $3, 'USER')", [
      ...[tenantId, userId, OPENID],
    ]);
    const look = check();
    await look.look();
    expect(look.traces).toBe(1);
    await look.look();
    expect(look.traces).toBe(0);
    const { rows } = await query("SELECT processed, phone, openid = $1 AS known FROM deletion_request", [OPENID]);
    expect(rows).toEqual([1, 2].map(() => ({ processed: true, phone: null, known: false })));
  });
});
