import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IndexCatalogue } from "../../src/audiences/adapters/elasticsearch/index-catalogue.js";
import { reindex } from "../../src/audiences/adapters/elasticsearch/reindex.js";
import type { Audience } from "../../src/audiences/index.js";
import { UnavailableError } from "../../src/graphql/errors.js";
import type { Database } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openSearch } from "../../src/platform/search/index.js";
import { AudienceWorld } from "../support/audience-world.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { deleteIndices, indicesOf, openTestSearch, searchIndex, type TestSearch } from "../support/elasticsearch.js";
import { startProxy } from "../support/severable-proxy.js";

const EVERYONE: Audience = { kind: "everyone" };

let test: TestDatabase;
let search: TestSearch;
let world: AudienceWorld;
beforeEach(async () => {
  test = await createTestDatabase();
  search = openTestSearch();
  world = await AudienceWorld.create(test.database);
  await world.addUsers(Array.from({ length: 8 }, (_, i) => ({ vip: i % 2 === 0 })));
});
afterEach(async () => {
  await search.drop();
  await test.drop();
});

const nothing = { users: 0, differing: [] };
const rebuild = (onProgress?: () => void) =>
  reindex({ database: test.database, client: search.client, alias: search.alias, logger: silentLogger }, { onProgress });
const rejects = async () =>
  (await test.database.pool.query<{ ordinal: number; error: string }>("SELECT ordinal, error FROM search_index_reject")).rows;

describe("a live index", () => {
  it("is one, of the old fields' names and types and no others, under the alias outside programs know", async () => {
    const index = searchIndex(search, test.database);
    await index.count(world.tenantId, EVERYONE);
    const found = await search.client.indices.get({ index: search.alias });
    const [name, ...more] = Object.keys(found);
    expect(more).toEqual([]);
    const { dynamic, properties } = found[name ?? ""]?.mappings ?? {};
    const type = (field: string) => properties?.[field]?.type;
    expect(dynamic).toBe("strict");
    expect(["openid", "phone", "source", "unionid", "user_id", "wx_tag_id"].map(type)).toEqual([
      ...["keyword", "keyword", "long", "keyword", "keyword", "keyword"],
    ]);
    const { hits } = await search.client.search<{ openid: string }>({
      index: search.alias,
      query: { term: { openid: world.users[3]?.openid ?? "" } },
    });
    expect(hits.hits.map(({ _source }) => _source?.openid)).toEqual([world.users[3]?.openid]);
    await index.close();
  });

  it("stays one, however late comes what a process that was killed had asked of Elasticsearch", async () => {
    // Its lock is PostgreSQL's, and given back with its connection: as if there were none.
    const unlocked: Database = {
      ...test.database,
      transaction: (work) =>
        test.database.transaction((tx) => {
          const query = (...args: unknown[]) =>
            String(args[0]).includes("pg_advisory_xact_lock") ? Promise.resolve({ rows: [] }) : Reflect.apply(tx.query, tx, args);
          return work(new Proxy(tx, { get: (target, key) => (key === "query" ? query : Reflect.get(target, key)) }));
        }),
    };
    const makers = Array.from({ length: 6 }, () => searchIndex(search, unlocked));
    const counts = await Promise.all(makers.map((index) => index.count(world.tenantId, EVERYONE)));
    expect(counts).toEqual(makers.map(() => 8));
    const [live = "", ...more] = await indicesOf(search.client, search.alias);
    expect(more).toEqual([]);
    const { rows } = await test.database.pool.query("SELECT name FROM search_index");
    expect(rows).toEqual([{ name: live }]);
    await rebuild();
    const catalogue = new IndexCatalogue(test.database, search.client, search.alias, silentLogger);
    await expect(catalogue.create(test.database.pool, { live: true })).rejects.toThrow("more than one write index");
    expect((await catalogue.liveNames()).length).toBe(1);
    await Promise.all(makers.map((index) => index.close()));
  });

  it("counts several audiences at once, as often as each is named, and none where none is", async () => {
    const index = searchIndex(search, test.database);
    const vip: Audience = { kind: "vip", value: true };
    await world.addUsers([{ vip: true }, { status: "DELETED", vip: true }]);
    const asked: Audience[] = [
      vip,
      EVERYONE,
      { kind: "not", of: vip },
      { kind: "any", of: [] },
      { kind: "status", status: "DELETED" },
      vip,
    ];
    expect(await index.counts(world.tenantId, asked)).toEqual([5, 9, 4, 0, 1, 5]);
    expect(await index.counts(world.tenantId, [])).toEqual([]);
    await index.close();
  });

  it("deleted while it is asked, is made anew and filled, and nobody is told a wrong number", async () => {
    const index = searchIndex(search, test.database);
    for (let i = 0; i < 5; i++) {
      const asked = Promise.all(Array.from({ length: 10 }, () => index.count(world.tenantId, EVERYONE)));
      await deleteIndices(search.client, search.alias);
      await world.addUsers([{}]);
      expect([8 + i, 9 + i]).toEqual(expect.arrayContaining(await asked));
      expect(await index.count(world.tenantId, EVERYONE)).toBe(9 + i);
    }
    expect(await indicesOf(search.client, search.alias)).toHaveLength(1);
    await index.close();
  });

  it("follows what nobody asks about, tags' ids at WeChat included", async () => {
    const index = searchIndex(search, test.database);
    const tagId = await world.addTag();
    await world.tag(world.users.slice(0, 2), tagId);
    await index.round();
    await test.database.pool.query("UPDATE tag SET wechat_tag_id = 105 WHERE id = $1", [tagId]);
    await index.round();
    const { count } = await search.client.count({ index: search.alias, query: { term: { wx_tag_id: "105" } } });
    expect(count).toBe(2);
    await index.close();
  });

  it("is not touched when it is another Tagcast's; a reindex takes the name over", async () => {
    const index = searchIndex(search, test.database);
    await index.count(world.tenantId, EVERYONE);
    const [theirs] = await indicesOf(search.client, search.alias);
    await index.close();
    await test.database.pool.query("DELETE FROM search_index");
    const stranger = searchIndex(search, test.database);
    await expect(stranger.count(world.tenantId, EVERYONE)).rejects.toThrow("does not know");
    await rebuild();
    expect(await stranger.count(world.tenantId, EVERYONE)).toBe(8);
    expect(await indicesOf(search.client, search.alias)).toContain(theirs);
    await stranger.close();
  });

  it("of another version, or in the way, is refused with what to do", async () => {
    const index = searchIndex(search, test.database);
    await index.count(world.tenantId, EVERYONE);
    await index.close();
    await search.client.indices.putMapping({ index: search.alias, _meta: { tagcast: { version: 0 } } });
    const later = searchIndex(search, test.database);
    await expect(later.count(world.tenantId, EVERYONE)).rejects.toThrow("run `tagcast reindex`");
    await rebuild();
    expect(await later.count(world.tenantId, EVERYONE)).toBe(8);
    await later.close();
    await deleteIndices(search.client, search.alias);
    await search.client.indices.create({ index: search.alias });
    const inTheWay = searchIndex(search, test.database);
    await expect(inTheWay.count(world.tenantId, EVERYONE)).rejects.toThrow("set ELASTICSEARCH_INDEX");
    await expect(rebuild()).rejects.toThrow("set ELASTICSEARCH_INDEX");
    await inTheWay.close();
    await search.client.indices.delete({ index: search.alias });
  });

  it("whose making was broken off is finished by the next run, and one index is left", async () => {
    const index = searchIndex(search, test.database);
    await index.count(world.tenantId, EVERYONE);
    const broken = new Error("broken off");
    const breakOff = () => {
      throw broken;
    };
    await expect(rebuild(breakOff)).rejects.toThrow(broken);
    expect(await indicesOf(search.client, search.alias)).toHaveLength(2);
    await world.addUsers([{}]);
    expect(await rebuild()).toMatchObject({ resumed: true });
    expect(await indicesOf(search.client, search.alias)).toHaveLength(1);
    expect(await index.count(world.tenantId, EVERYONE)).toBe(9);
    await index.close();
  });

  it("refuses an expression that nests deeper than Elasticsearch takes, and takes the deepest it does", async () => {
    const index = searchIndex(search, test.database);
    const nested = (levels: number): Audience => {
      let audience: Audience = { kind: "vip", value: true };
      for (let i = 0; i < levels; i++) audience = { kind: "not", of: { kind: "any", of: [audience, { kind: "tag", tagId: i + 1 }] } };
      return audience;
    };
    expect(await index.count(world.tenantId, nested(14))).toBe(4);
    await expect(index.count(world.tenantId, nested(15))).rejects.toThrow("too deep");
    await index.close();
  });

  it("that is ahead of a database put back from a backup is refused until it is made anew", async () => {
    const first = searchIndex(search, test.database);
    await first.count(world.tenantId, EVERYONE);
    await first.close();
    await test.database.pool.query("UPDATE tenant_counter SET change_position = 0 WHERE tenant_id = $1", [world.tenantId]);
    await test.database.pool.query("UPDATE search_index_position SET position = 0");
    const index = searchIndex(search, test.database);
    await expect(index.count(world.tenantId, EVERYONE)).rejects.toThrow("ahead of the database");
    await rebuild();
    expect(await index.count(world.tenantId, EVERYONE)).toBe(8);
    await index.close();
  });
});

describe("a document that Elasticsearch refuses", () => {
  it("is set aside, the person is in no audience, and it is taken once it is mended", async () => {
    const index = searchIndex(search, test.database);
    expect(await index.count(world.tenantId, { kind: "vip", value: true })).toBe(4);
    const [someone] = world.users;
    const unionid = "x".repeat(40_000);
    await test.database.pool.query("UPDATE users SET unionid = $2 WHERE user_id = $1", [someone?.userId, unionid]);
    await world.changeUsers(world.users.slice(0, 3), { city: 3 });
    expect([...(await index.freeze(world.tenantId, { kind: "vip", value: true }))]).toEqual([2, 4, 6]);
    expect(await rejects()).toEqual([{ ordinal: 0, error: expect.any(String) }]);
    expect(await index.drift(world.tenantId)).toEqual({ ...nothing, users: 8 });
    await test.database.pool.query("UPDATE users SET unionid = NULL WHERE user_id = $1", [someone?.userId]);
    await world.changeUsers(world.users.slice(0, 1), { city: 4 });
    expect([...(await index.freeze(world.tenantId, { kind: "vip", value: true }))]).toEqual([0, 2, 4, 6]);
    expect(await rejects()).toEqual([]);
    await index.close();
  });
});

describe("out of reach", () => {
  it("tells UNAVAILABLE, and has lost nothing when the cluster is back", async () => {
    const proxy = await startProxy(Number(new URL(search.url).port));
    const client = openSearch(`http://127.0.0.1:${proxy.port}`);
    const index = searchIndex({ ...search, client }, test.database);
    expect(await index.count(world.tenantId, EVERYONE)).toBe(8);
    proxy.sever();
    await world.addUsers([{}]);
    await expect(index.count(world.tenantId, EVERYONE)).rejects.toThrow(UnavailableError);
    await expect(index.freeze(world.tenantId, EVERYONE)).rejects.toThrow(UnavailableError);
    proxy.restore();
    expect(await index.count(world.tenantId, EVERYONE)).toBe(9);
    await index.close();
    await client.close();
    await proxy.close();
  });

  it("while another process writes for long, answers from what it has, with its moment; an exact set is refused", async () => {
    const index = searchIndex(search, test.database, { patience: { trailingMs: 1_000, exactMs: 1_000 } });
    const first = await index.preview(world.tenantId, EVERYONE, { sampleSize: 0, topTags: 0 }).catch(() => null);
    const before = first ?? (await until(() => index.preview(world.tenantId, EVERYONE, { sampleSize: 0, topTags: 0 })));
    const other = await test.database.pool.connect();
    const { rows } = await other.query<{ name: string }>("SELECT name FROM search_index");
    await other.query("SELECT pg_advisory_lock(hashtext($1), $2)", [rows[0]?.name, world.tenantId]);
    await world.addUsers([{}]);
    const late = await index.preview(world.tenantId, EVERYONE, { sampleSize: 0, topTags: 0 });
    expect(late.count).toBe(8);
    const { rows: added } = await test.database.pool.query<{ at: Date }>("SELECT max(at) AS at FROM audience_change");
    expect(late.asOf.getTime()).toBeLessThanOrEqual(added[0]?.at.getTime() ?? 0);
    expect(late.asOf.getTime()).toBeGreaterThanOrEqual(before.asOf.getTime());
    await expect(index.freeze(world.tenantId, EVERYONE)).rejects.toThrow(UnavailableError);
    await other.query("SELECT pg_advisory_unlock_all()");
    other.release();
    const after = await until(async () => {
      const answer = await index.preview(world.tenantId, EVERYONE, { sampleSize: 0, topTags: 0 });
      return answer.count === 9 ? answer : Promise.reject(new Error("not yet"));
    });
    expect(after.count).toBe(9);
    await index.close();
  });
});

describe("drift", () => {
  it("names whom the index is wrong about", async () => {
    const index = searchIndex(search, test.database);
    expect(await index.drift(world.tenantId)).toEqual({ ...nothing, users: 8 });
    const at = (ordinal: number) => ({ index: search.alias, id: `${world.tenantId}-${ordinal}` });
    await search.client.delete(at(2));
    await test.database.pool.query("UPDATE users SET subscribed = false WHERE user_id = $1", [world.users[5]?.userId]);
    const document = await search.client.get<Record<string, unknown>>(at(7));
    await search.client.index({ index: search.alias, id: "stray", document: { ...document._source, ordinal: 99 } });
    await search.client.indices.refresh({ index: search.alias });
    const later = searchIndex(search, test.database);
    expect(await later.drift(world.tenantId)).toEqual({ users: 8, differing: [2, 5, 99] });
    await index.close();
    await later.close();
  });
});

async function until<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
