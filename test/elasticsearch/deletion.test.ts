import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ErasedDocuments } from "../../src/audiences/adapters/elasticsearch/erased-documents.js";
import { PostgresSearchReceipts } from "../../src/deletion/adapters/postgres-search-receipts.js";
import { SearchErasure, TraceCheck } from "../../src/deletion/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { indicesOf, openTestSearch, type TestSearch } from "../support/elasticsearch.js";
import { indexedSecretsOf, type Person, phraseOf, plantPerson, secretsOf, tracesOf } from "../support/planted-person.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 120;
const REQUEST = "mutation($id: ID!) { requestUserDeletion(userId: $id) { id } }";
const PROCESS = "mutation($id: ID!) { processDeletionRequest(id: $id) { id processed openid receipt } }";

interface Receipt {
  search?: { index: string; documents: number; fields: string[]; refused: number }[];
}

let search: TestSearch;
let world: World;
let admin: Client;
beforeAll(async () => {
  search = openTestSearch();
  world = await createWorld({ followers: FOLLOWERS, elasticsearch: { url: search.url, index: search.alias } });
  admin = await world.operator(Role.ADMIN);
});
afterAll(async () => {
  await world.close();
  await search.drop();
});

const query = async <Row>(sql: string, values: unknown[] = []) => (await world.test.database.pool.query<Row & object>(sql, values)).rows;
const count = async () =>
  (await admin.get<{ tagPreview: { count: number } }>("{ tagPreview(audience: { everyone: true }) { count } }")).tagPreview.count;
const request = async ({ userId }: Person) =>
  (await admin.get<{ requestUserDeletion: { id: string } }>(REQUEST, { id: String(userId) })).requestUserDeletion.id;
const processed = async (id: string) =>
  (await admin.get<{ processDeletionRequest: { processed: boolean; receipt: string } }>(PROCESS, { id })).processDeletionRequest;

/** Every document of every index of ours, as text, a document each. */
async function everything(): Promise<string[]> {
  const index = await indicesOf(search.client, search.alias);
  await search.client.indices.refresh({ index });
  const { hits } = await search.client.search({ index, query: { match_all: {} }, size: 10_000, track_total_hits: true });
  expect(hits.hits).toHaveLength((hits.total as { value: number }).value);
  return hits.hits.map(({ _source }) => JSON.stringify(_source));
}

/** Which of the person's secrets stand in any document, names as its words have them. */
async function inTheIndex(person: Person): Promise<string[]> {
  const documents = await everything();
  return indexedSecretsOf(person).filter((secret) => documents.some((text) => text.includes(secret)));
}

/** Somebody whom the index knows. */
async function indexed(number: number): Promise<Person> {
  const person = await plantPerson(world, number);
  const [user] = await query<{ ordinal: number }>("SELECT ordinal FROM users WHERE user_id = $1", [person.userId]);
  // Planted past the change log, which is told here.
  await world.test.database.transaction((tx) => changed(tx, user?.ordinal ?? 0));
  await count();
  expect(await inTheIndex(person)).toEqual([
    person.openid,
    person.unionid,
    person.phone,
    phraseOf(person.nickname),
    phraseOf(person.realName),
  ]);
  return person;
}

async function changed(tx: Parameters<Parameters<World["test"]["database"]["transaction"]>[0]>[0], ordinal: number): Promise<void> {
  const { PostgresChangeLog } = await import("../../src/audiences/adapters/postgres-change-log.js");
  await new PostgresChangeLog().append(tx, world.tenant.id, [{ kind: "USERS", ordinals: [ordinal] }]);
}

describe("processDeletionRequest with Elasticsearch", { timeout: 120_000 }, () => {
  test("leaves no trace in any document, nor in the notes of refused ones; the receipt names the index and what it lost", async () => {
    const person = await indexed(2);
    const everyone = await count();
    const [before] = await indicesOf(search.client, search.alias);
    await query(
      "INSERT INTO search_index_reject (index_name, tenant_id, ordinal, error) SELECT $1, $2, ordinal, 'x' FROM users WHERE user_id = $3",
      [...[before, world.tenant.id, person.userId]],
    );
    const id = await request(person);
    const { receipt } = await processed(id);
    // At once, also what people are found by: before anybody asks, and before the next round over the log.
    expect(await inTheIndex(person)).toEqual([]);
    expect(await tracesOf(person, world)).toEqual([]);
    expect(await query("SELECT 1 FROM search_index_reject")).toEqual([]);
    const said = JSON.parse(receipt) as Receipt;
    expect(said.search).toEqual([{ index: before, at: expect.any(String), documents: 1, fields: expect.any(Array), refused: 1 }]);
    expect(said.search?.[0]?.fields).toEqual(
      expect.arrayContaining([
        ...["openid", "unionid", "phone", "phone_ending", "nickname_words", "real_name_words", "sex", "birth_day", "tag_id", "wx_tag_id"],
      ]),
    );
    for (const secret of secretsOf(person)) expect(receipt).not.toContain(secret);
    expect(await count()).toBe(everyone - 1);
    // Again it changes nothing.
    expect((await processed(id)).receipt).toBe(receipt);
  });

  test("reaches an index that a broken off reindex left behind, too", async () => {
    const person = await indexed(3);
    const name = `${search.alias}-20260101000000-left`;
    await search.client.indices.create({ index: name, aliases: { [`${name}-in`]: {} } });
    const [first] = await query<{ ordinal: number }>("SELECT ordinal FROM users WHERE user_id = $1", [person.userId]);
    const document = { openid: person.openid, phone: person.phone, unionid: person.unionid };
    await search.client.index({ index: name, id: `${world.tenant.id}-${first?.ordinal}`, document, version: 1, version_type: "external" });
    await query("INSERT INTO search_index (name, alias) VALUES ($1, $2)", [name, search.alias]);
    const { receipt } = await processed(await request(person));
    expect(await inTheIndex(person)).toEqual([]);
    expect((JSON.parse(receipt) as Receipt).search?.map(({ index }) => index)).toContain(name);
    await search.client.indices.delete({ index: name });
    await query("DELETE FROM search_index WHERE name = $1", [name]);
  });

  test("the daily look finds and erases what came back, and completes a receipt for which the index was out of reach", async () => {
    const [back, late] = [await indexed(4), await indexed(5)];
    const ids = [await request(back), await request(late)];
    for (const id of ids) await processed(id);
    // So that nobody follows the log over what comes back.
    await count();
    const [row] = await query<{ ordinal: number }>("SELECT ordinal FROM users WHERE user_id = $1", [back.userId]);
    const id = `${world.tenant.id}-${row?.ordinal}`;
    await search.client.update({ index: search.alias, id, doc: { phone: back.phone }, refresh: true });
    // It took the document's next version, which the log's end must have reached to write over it: the brand's day goes on.
    const [other] = await query<{ ordinal: number }>("SELECT max(ordinal) AS ordinal FROM users");
    await world.test.database.transaction((tx) => changed(tx, other?.ordinal ?? 0));
    await query("UPDATE deletion_request SET receipt = receipt - 'search' WHERE id = $1", [Number(ids[1])]);
    expect(await inTheIndex(back)).toEqual([back.phone]);

    const logged: object[] = [];
    const nothing = { find: async () => ({ users: [], openids: [], exports: [] }), erase: async () => undefined };
    const { database } = world.test;
    const documents = new ErasedDocuments({ database, client: search.client, alias: search.alias, logger: silentLogger });
    const erasure = new SearchErasure(documents, new PostgresSearchReceipts(database));
    const check = new TraceCheck(nothing, { error: (details) => logged.push(details) }, erasure);
    await check.look();
    expect([check.traces, logged]).toEqual([1, [{ search: [{ tenantId: world.tenant.id, requestId: Number(ids[0]) }] }]]);
    expect(await inTheIndex(back)).toEqual([]);
    const receipts = await query<{ receipt: Receipt }>("SELECT receipt FROM deletion_request WHERE id = ANY($1::int[]) ORDER BY id", [
      ids.map(Number),
    ]);
    expect(receipts.map(({ receipt }) => receipt.search?.length)).toEqual([2, 1]);
    await check.look();
    expect([check.traces, logged.length]).toEqual([0, 1]);
  });
});
