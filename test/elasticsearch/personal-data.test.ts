import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wordsOfName } from "../../src/audiences/adapters/elasticsearch/name-words.js";
import { reindex } from "../../src/audiences/adapters/elasticsearch/reindex.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { indicesOf, openTestSearch, type TestSearch } from "../support/elasticsearch.js";
import { indexedSecretsOf, type Person, plantPerson, secretsOf } from "../support/planted-person.js";
import { type SeverableProxy, startProxy } from "../support/severable-proxy.js";
import { dump } from "../support/table-dump.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/*
 * A server on Elasticsearch, with a person in it of whom everything is known. It is asked, refused a document that quotes the
 * person, cut off from Elasticsearch and made anew; then every document and every log line is read.
 */

/** Everything the program logged, at the lowest level, by plain pino: nothing is masked on the way. */
const logged: string[] = [];
const logger = pino(
  { level: "trace" },
  new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  }),
);

let search: TestSearch;
let proxy: SeverableProxy;
let world: World;
let admin: Client;
let person: Person;
let ordinal: number;
beforeAll(async () => {
  search = openTestSearch();
  proxy = await startProxy(Number(new URL(search.url).port));
  const elasticsearch = { url: `http://127.0.0.1:${proxy.port}`, index: search.alias };
  world = await createWorld({ followers: 60, elasticsearch, logger });
  admin = await world.operator(Role.ADMIN);
  person = await plantPerson(world, 2);
  const { rows } = await world.test.database.pool.query<{ ordinal: number }>("SELECT ordinal FROM users WHERE user_id = $1", [
    person.userId,
  ]);
  ordinal = rows[0]?.ordinal ?? 0;
}, 120_000);
afterAll(async () => {
  await world.close();
  await proxy.close();
  await search.drop();
});

const set = (sql: string, values: unknown[] = []) =>
  world.test.database.transaction(async (tx) => {
    await tx.query(sql, [person.userId, ...values]);
    await new PostgresChangeLog().append(tx, world.tenant.id, [{ kind: "USERS", ordinals: [ordinal] }]);
  });
const preview = () => admin.ask(`{ tagPreview(audience: { openids: ["${person.openid}"] }, sampleSize: 5) { count sample { id phone } } }`);

/** Every document of every index of ours. */
async function documents(): Promise<Record<string, unknown>[]> {
  const index = await indicesOf(search.client, search.alias);
  await search.client.indices.refresh({ index });
  const { hits } = await search.client.search<Record<string, unknown>>({ index, query: { match_all: {} }, size: 10_000 });
  return hits.hits.map(({ _source }) => _source ?? {});
}

/** The person's document holds the ids by which outside programs look for it, the names it is found by here, and nothing else of what is known. */
async function mustHoldOnlyWhatFinds(): Promise<void> {
  const all = await documents();
  expect(all.length).toBeGreaterThanOrEqual(60);
  for (const document of all) {
    const { phone, openid, unionid, phone_ending, nickname_words, real_name_words, ...rest } = document;
    const own = document.user_id === String(person.userId);
    if (own) {
      expect([phone, openid, unionid]).toEqual([person.phone, person.openid, person.unionid]);
      const names = [person.nickname, person.realName].map(wordsOfName);
      expect([phone_ending, nickname_words, real_name_words]).toEqual([person.phone.slice(-4), ...names]);
    }
    for (const secret of indexedSecretsOf(person)) expect(JSON.stringify(own ? rest : document)).not.toContain(secret);
  }
}

it("an identity number is in no document, a phone only where it belongs, and neither in any log line", { timeout: 120_000 }, async () => {
  await set("UPDATE users SET updated_at = now() WHERE user_id = $1");
  expect((await preview()).data?.tagPreview).toMatchObject({ count: 1 });
  await mustHoldOnlyWhatFinds();

  // Elasticsearch quotes in its refusal what it refuses.
  const quoted = `${person.phone} ${person.identityCard} `.repeat(1_500);
  await set("UPDATE users SET unionid = $2 WHERE user_id = $1", [quoted]);
  expect((await preview()).data?.tagPreview).toMatchObject({ count: 0 });
  const rejects = (await dump(world.test.database)).find(({ name }) => name === "search_index_reject");
  expect(rejects?.text).toContain(world.tenant.id);
  for (const secret of secretsOf(person)) expect(rejects?.text).not.toContain(secret);
  await set("UPDATE users SET unionid = $2 WHERE user_id = $1", [person.unionid]);
  expect((await preview()).data?.tagPreview).toMatchObject({ count: 1 });

  proxy.sever();
  await set("UPDATE users SET updated_at = now() WHERE user_id = $1");
  expect((await preview()).code).toBe("UNAVAILABLE");
  // Whoever is looked for by a name cannot be found either, and is not named in the answer.
  const lost = await admin.ask("query($search: String) { users(search: $search) { totalCount } }", { search: person.realName });
  expect(lost.code).toBe("UNAVAILABLE");
  for (const secret of secretsOf(person)) expect(JSON.stringify(lost)).not.toContain(secret);
  const { requestUserDeletion } = await admin.get<{ requestUserDeletion: { id: string } }>(
    "mutation($id: ID!) { requestUserDeletion(userId: $id) { id } }",
    { id: String(person.userId) },
  );
  proxy.restore();
  await expect.poll(async () => (await preview()).data?.tagPreview, { timeout: 30_000 }).toMatchObject({ count: 1 });
  await reindex({ database: world.test.database, client: search.client, alias: search.alias, logger });
  await mustHoldOnlyWhatFinds();

  // Erased while Elasticsearch is away: it follows once it is back.
  proxy.sever();
  const process = "mutation($id: ID!) { processDeletionRequest(id: $id) { processed } }";
  expect(await admin.get(process, { id: requestUserDeletion.id })).toEqual({ processDeletionRequest: { processed: true } });
  proxy.restore();
  const left = async () => {
    const text = JSON.stringify(await documents());
    return indexedSecretsOf(person).filter((secret) => text.includes(secret));
  };
  await expect.poll(left, { timeout: 60_000, interval: 200 }).toEqual([]);

  expect(logged.length).toBeGreaterThan(20);
  expect(logged.some((line) => line.includes("could not follow") || line.includes("could not be asked"))).toBe(true);
  for (const secret of secretsOf(person)) expect(logged.filter((line) => line.includes(secret))).toEqual([]);
});
