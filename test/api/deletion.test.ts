import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, plantPerson, secretsOf, tracesOf } from "../support/planted-person.js";
import { dump } from "../support/table-dump.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FIELDS = "{ id userId phone openid kind processed requestedAt processedAt receipt }";
const REQUEST = `mutation($id: ID!) { requestUserDeletion(userId: $id) ${FIELDS} }`;
const PROCESS = `mutation($id: ID!) { processDeletionRequest(id: $id) ${FIELDS} }`;

interface DeletionRequest {
  id: string;
  userId: string;
  phone: string | null;
  openid: string;
  kind: string;
  processed: boolean;
  processedAt: string | null;
  receipt: string | null;
}

let world: World;
let admin: Client;
beforeAll(async () => {
  world = await createWorld({ followers: 120 });
  admin = await world.operator(Role.ADMIN);
});
afterAll(() => world.close());

const request = async (userId: number) =>
  (await admin.get<{ requestUserDeletion: DeletionRequest }>(REQUEST, { id: String(userId) })).requestUserDeletion;
const process = async (id: string) =>
  (await admin.get<{ processDeletionRequest: DeletionRequest }>(PROCESS, { id })).processDeletionRequest;
const query = <Row>(sql: string, values: unknown[] = []) => world.test.database.pool.query<Row & object>(sql, values);
const count = async (audience: string) =>
  (await admin.get<{ tagPreview: { count: number } }>(`{ tagPreview(audience: ${audience}) { count } }`)).tagPreview.count;

const left = (person: Person) => tracesOf(person, world);

describe("requestUserDeletion", () => {
  test("enters a wish, deletes nothing, and asked again gives the same", async () => {
    const person = await plantPerson(world, 3);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => request(person.userId)));
    expect(first).toMatchObject({ userId: String(person.userId), openid: person.openid, kind: "USER", processed: false, receipt: null });
    expect(first?.phone).toBe("139****5555");
    for (const other of others) expect(other).toEqual(first);
    expect((await left(person)).length).toBeGreaterThan(10);
  });

  test("of nobody, or of another tenant's user, is NOT_FOUND", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const { rows } = await query<{ id: number }>("SELECT min(user_id) AS id FROM users");
    expect((await stranger.ask(REQUEST, { id: String(rows[0]?.id) })).code).toBe("NOT_FOUND");
    for (const id of ["2000000000", "x", "-1"]) expect((await admin.ask(REQUEST, { id })).code).toBe("NOT_FOUND");
  });
});

describe("processDeletionRequest", () => {
  test("leaves no trace of the person in any table, and past sends keep their numbers", async () => {
    await query("TRUNCATE callback");
    const person = await plantPerson(world, 5);
    const { tagId, sendId } = person;
    const send = `{ massSend(id: "${sendId}") { status progress { recipients sent failed filtered } } }`;
    const [sendBefore, everyone, tagged] = [await admin.get(send), await count("{ everyone: true }"), await count(`{ tag: "${tagId}" }`)];
    expect(tagged).toBe(2);

    const { id } = await request(person.userId);
    const done = await process(id);
    expect(done).toMatchObject({ id, userId: String(person.userId), phone: null, processed: true });
    expect(done.openid).toMatch(/^deleted-/);

    expect(await left(person)).toEqual([]);
    expect(await left({ ...person, openid: Buffer.from(person.openid).toString("hex") })).toEqual([]);
    const listed = await query(
      "SELECT 1 FROM wechat_tag WHERE $1 = ANY(refused) UNION SELECT 1 FROM wechat_tag_call WHERE $1 = ANY(user_ids)",
      [person.userId],
    );
    expect(listed.rows).toEqual([]);
    expect(await admin.get(send)).toEqual(sendBefore);
    expect(await count("{ everyone: true }")).toBe(everyone - 1);
    expect(await count(`{ tag: "${tagId}" }`)).toBe(1);
    expect(await count(`{ users: ["${person.userId}"] }`)).toBe(0);
    const { rows } = await query<{ event: string }>("SELECT event FROM callback WHERE event NOT LIKE 'TEMP%' ORDER BY event");
    expect([...new Set(rows.map(({ event }) => event))]).toEqual(["MASSSENDJOBFINISH", "message:text"]);
    const { rows: texts } = await query<{ text: string; told: string }>(
      "SELECT payload->>'Content' AS text, details->>'content' AS told FROM callback WHERE event = 'message:text' ORDER BY 1",
    );
    const name = done.openid;
    const asked = `ask ${name}, or ${name}/${name}!`;
    expect(texts).toEqual([asked, "hello"].map((text) => ({ text, told: text })));
    const { rows: results } = await query<{ sent: string }>(
      "SELECT payload->>'SentCount' AS sent FROM callback WHERE openid = $1 AND details->>'openid' = $1",
      [done.openid],
    );
    expect(results).toEqual([{ sent: "2" }]);
  });

  test("says in the receipt what was removed where, and nothing of the person", async () => {
    const person = await plantPerson(world, 6);
    const { receipt, processedAt } = await process((await request(person.userId)).id);
    const said = JSON.parse(receipt ?? "") as { at: string; by: { operator: number }; removed: { table: string; rows: number }[] };
    const { rows } = await query<{ id: number }>("SELECT id FROM operator WHERE username = $1", [admin.username]);
    expect(said.by).toEqual({ operator: rows[0]?.id });
    expect(said.at).toBe(processedAt);
    expect([...new Set(said.removed.map(({ table }) => table))].sort()).toEqual(
      [
        ...[
          "callback",
          "import_reject",
          "import_run",
          "legacy_credential",
          "mass_send",
          "segment",
          "sync_job",
          "tag",
          "user_fav",
          "user_info",
        ],
        ...["user_location", "user_tag", "users", "wechat_tag", "wechat_user_tag"],
      ].sort(),
    );
    for (const secret of secretsOf(person)) expect(receipt).not.toContain(secret);
  });

  test("again changes nothing, and a new request of the person gives the one that was processed", async () => {
    const person = await plantPerson(world, 7);
    const { id } = await request(person.userId);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => process(id)));
    if (first === undefined) throw new Error("nothing was processed");
    for (const other of others) expect(other).toEqual(first);
    const tables = new Set(["users", "user_info", "user_tag", "mass_send", "tag", "deletion_request", "audience_change"]);
    const state = async () => (await dump(world.test.database)).filter(({ name }) => tables.has(name));
    const before = await state();
    expect(await process(first.id)).toEqual(first);
    expect(await request(person.userId)).toEqual(first);
    expect(await state()).toEqual(before);
  });

  test("removes what came back since, and says so in the receipt", async () => {
    const person = await plantPerson(world, 8);
    const { id } = await process((await request(person.userId)).id);
    await query("UPDATE users SET phone = '13900005555' WHERE user_id = $1", [person.userId]);
    const again = JSON.parse((await process(id)).receipt ?? "") as { later: { removed: object[] }[] };
    expect(again.later.map(({ removed }) => removed)).toEqual([[{ table: "users", rows: 1, fields: ["phone"] }]]);
  });

  test("happens whole or not at all", async () => {
    const person = await plantPerson(world, 9);
    const { id } = await request(person.userId);
    const before = await left(person);
    await query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON deletion_request FOR EACH ROW EXECUTE FUNCTION refuse()`);
    expect((await admin.ask(PROCESS, { id })).code).toBe("INTERNAL_SERVER_ERROR");
    await query("DROP FUNCTION refuse CASCADE");
    expect(await left(person)).toEqual(before);
    expect((await process(id)).processed).toBe(true);
    expect(await left(person)).toEqual([]);
  });

  test("wipes also for a request that the old system processed, whose user is gone or came by its user_id", async () => {
    const person = await plantPerson(world, 10);
    await query("UPDATE users SET imported = true WHERE user_id = $1", [person.userId]);
    const { rows } = await query<{ id: number }>(
      `INSERT INTO deletion_request (tenant_id, user_id, phone, openid, kind, processed)
       VALUES ($1, $2, $3, $4, 'SYSTEM', true), ($1, 2000000001, $3, 'oGoneLongAgo000000000000000', 'USER', true) RETURNING id`,
      [world.tenant.id, person.userId, person.phone, person.openid],
    );
    for (const row of rows) expect((await process(String(row.id))).processedAt).not.toBeNull();
    expect(await left(person)).toEqual([]);
    expect(await left({ ...person, openid: "oGoneLongAgo000000000000000" })).toEqual([]);
  });

  test("leaves alone who merely has the user_id that the old system gave to somebody else", async () => {
    const person = await plantPerson(world, 11);
    const { rows } = await query<{ id: number }>(
      `INSERT INTO deletion_request (tenant_id, user_id, openid, kind) VALUES ($1, $2, 'oSomebodyElse00000000000000', 'USER') RETURNING id`,
      [world.tenant.id, person.userId],
    );
    const before = await left(person);
    await process(String(rows[0]?.id));
    expect(await left(person)).toEqual(before);
  });

  test("of another tenant, or of none, is NOT_FOUND", async () => {
    const person = await plantPerson(world, 12);
    const { id } = await request(person.userId);
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask(PROCESS, { id })).code).toBe("NOT_FOUND");
    expect(await stranger.get("{ deletionRequests { totalCount } }")).toEqual({ deletionRequests: { totalCount: 0 } });
    for (const bad of ["2000000000", "x"]) expect((await admin.ask(PROCESS, { id: bad })).code).toBe("NOT_FOUND");
    expect((await left(person)).length).toBeGreaterThan(10);
  });
});

describe("deletionRequests", () => {
  test("is accompanied by the number of traces in /metrics", async () => {
    expect(await (await fetch(`${world.url}/metrics`)).text()).toContain("\ntagcast_deletion_traces 0\n");
  });

  test("pages through them newest first, done and open ones apart", async () => {
    const seen: DeletionRequest[] = [];
    let after: string | null = null;
    for (;;) {
      const {
        deletionRequests: page,
      }: { deletionRequests: { edges: { cursor: string; node: DeletionRequest }[]; pageInfo: { hasNextPage: boolean } } } = await admin.get(
        `query($after: String) { deletionRequests(first: 3, after: $after) { edges { cursor node ${FIELDS} } pageInfo { hasNextPage } } }`,
        { after },
      );
      seen.push(...page.edges.map(({ node }) => node));
      after = page.edges.at(-1)?.cursor ?? null;
      if (!page.pageInfo.hasNextPage) break;
    }
    const ids = seen.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    for (const processed of [true, false]) {
      const { deletionRequests } = await admin.get<{ deletionRequests: { totalCount: number } }>(
        `{ deletionRequests(processed: ${processed}) { totalCount } }`,
      );
      expect(deletionRequests.totalCount).toBe(seen.filter((each) => each.processed === processed).length);
      expect(deletionRequests.totalCount).toBeGreaterThan(0);
    }
  });
});
