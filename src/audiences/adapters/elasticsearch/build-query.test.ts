import { describe, expect, it } from "vitest";
import type { Audience } from "../../audience.js";
import { buildQuery, levelsOf, onlyOf, type Query } from "./build-query.js";

const DELETED: Query = { term: { status: "DELETED" } };
const tag = (id: number): Query => ({ term: { "tag_id.term": String(id) } });
const bool = (inner: Extract<Query, { bool: unknown }>["bool"]): Query => ({ bool: inner });

/** The expression's part of the query. */
function clauseOf(audience: Audience, found: ReadonlyMap<Audience, ArrayLike<number>> = new Map()): Query | undefined {
  const query = buildQuery(7, audience, found);
  const [tenant, clause, ...rest] = query.bool.filter;
  expect([tenant, rest]).toEqual([{ term: { tenant_id: "7" } }, []]);
  return clause;
}

describe("an audience as Elasticsearch's query", () => {
  it.each<[Audience, Query]>([
    [{ kind: "everyone" }, bool({ must_not: [DELETED] })],
    [{ kind: "tag", tagId: 12 }, tag(12)],
    [{ kind: "sex", sex: "MALE" }, { term: { sex: "MALE" } }],
    [{ kind: "status", status: "DELETED" }, DELETED],
    [{ kind: "province", id: -1 }, { term: { province_id: "-1" } }],
    [{ kind: "city", id: 1101 }, { term: { city_id: "1101" } }],
    [{ kind: "region", id: 110101 }, { term: { region_id: "110101" } }],
    [{ kind: "company", id: 5 }, { term: { company_id: "5" } }],
    [{ kind: "source", id: 3 }, { term: { source: 3 } }],
    [{ kind: "vip", value: true }, { term: { vip: true } }],
    [{ kind: "subscribed", value: false }, { term: { subscribed: false } }],
    [{ kind: "hasPhone", value: false }, { term: { has_phone: false } }],
    [{ kind: "blacklisted" }, { term: { blacklisted: true } }],
    [{ kind: "birthday", from: "02-28", to: "03-01" }, { range: { birthday: { gte: 2 * 32 + 28, lte: 3 * 32 + 1 } } }],
    [
      { kind: "birthday", from: "12-31", to: "01-01" },
      bool({ should: [{ range: { birthday: { gte: 12 * 32 + 31 } } }, { range: { birthday: { lte: 33 } } }], minimum_should_match: 1 }),
    ],
    [{ kind: "birthDay", from: 10, to: 20 }, { range: { birth_day: { gte: 10, lte: 20 } } }],
    [{ kind: "createdAt", from: "1800-01-02", to: "1800-01-11" }, { range: { created_day: { gte: 1, lte: 10 } } }],
    [{ kind: "lastActiveAt", from: null, to: "1800-01-11" }, { range: { last_active_day: { lte: 10 } } }],
    [{ kind: "lastActiveAt", from: null, to: null }, { range: { last_active_day: {} } }],
    [{ kind: "segment", segmentId: 1, of: { kind: "tag", tagId: 1 } }, tag(1)],
    [{ kind: "not", of: { kind: "tag", tagId: 1 } }, bool({ must_not: [DELETED, tag(1)] })],
    [{ kind: "all", of: [] }, bool({ must_not: [DELETED] })],
    [{ kind: "any", of: [] }, { match_none: {} }],
    [{ kind: "any", of: [{ kind: "tag", tagId: 1 }] }, tag(1)],
  ])("%j", (audience, expected) => {
    expect(clauseOf(audience)).toEqual(expected);
  });

  it("asks of some users alone without a level more", () => {
    const query = buildQuery(7, { kind: "tag", tagId: 1 }, new Map());
    const some = onlyOf(query, Uint32Array.of(3, 5));
    expect(some).toEqual(bool({ filter: [{ term: { tenant_id: "7" } }, tag(1), { terms: { ordinal: [3, 5] } }] }));
    expect(levelsOf(some)).toBe(levelsOf(query));
  });

  it("takes negations out of the rest of `all` at once", () => {
    const audience: Audience = {
      kind: "all",
      of: [
        { kind: "tag", tagId: 1 },
        { kind: "not", of: { kind: "tag", tagId: 2 } },
        {
          kind: "any",
          of: [
            { kind: "tag", tagId: 3 },
            { kind: "tag", tagId: 4 },
          ],
        },
      ],
    };
    expect(clauseOf(audience)).toEqual(
      bool({ filter: [tag(1), bool({ should: [tag(3), tag(4)], minimum_should_match: 1 })], must_not: [DELETED, tag(2)] }),
    );
  });

  it("names those who were looked up, in lists that Elasticsearch takes, deleted ones excepted", () => {
    const users: Audience = { kind: "users", userIds: [1, 2] };
    const near: Audience = { kind: "near", latitude: 0, longitude: 0, radiusMeters: 1 };
    const many = Uint32Array.from({ length: 65_537 }, (_, i) => i);
    const found = new Map<Audience, ArrayLike<number>>([
      [users, [4, 9]],
      [near, many],
    ]);
    expect(clauseOf(users, found)).toEqual(bool({ filter: [{ terms: { ordinal: [4, 9] } }], must_not: [DELETED] }));
    const { filter } = (clauseOf(near, found) as Extract<Query, { bool: unknown }>).bool;
    const [lists] = filter as [Extract<Query, { bool: unknown }>];
    expect(lists.bool.should?.map((list) => ("terms" in list ? list.terms.ordinal?.length : null))).toEqual([65_536, 1]);
    expect(clauseOf(users)).toEqual({ match_none: {} });
  });

  it("tells how deep it nests", () => {
    let audience: Audience = { kind: "tag", tagId: 1 };
    for (let i = 1; i <= 10; i++) {
      audience = { kind: "not", of: { kind: "any", of: [audience, { kind: "tag", tagId: i }] } };
      expect(levelsOf(buildQuery(7, audience, new Map()))).toBe(2 + 2 * i);
    }
  });

  it("refuses what was not made ready", () => {
    expect(() => buildQuery(7, { kind: "age", min: 1, max: 2 }, new Map())).toThrow("atDate");
    expect(() => buildQuery(7, { kind: "segment", segmentId: 5, of: null }, new Map())).toThrow("segment 5");
  });
});
