import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AccountsServer, startAccountsServer } from "../support/accounts-server.js";
import { send } from "../support/caller.js";

let world: AccountsServer;
beforeAll(async () => {
  world = await startAccountsServer();
});
afterAll(() => world.close());

const JSON_TYPE = { "content-type": "application/json" };
const post = (body: string, headers: Record<string, string> = JSON_TYPE) => send(`${world.url}/graphql`, { method: "POST", headers, body });
const get = (query: string, headers: Record<string, string> = { "apollo-require-preflight": "1" }) =>
  send(`${world.url}/graphql${query}`, { headers });
const times = (n: number, text: (i: number) => string) => Array.from({ length: n }, (_, i) => text(i)).join(" ");

describe("refused before execution, as BAD_USER_INPUT", () => {
  it.each([
    ["depth", `${"{a".repeat(10)}{b}${"}".repeat(10)}`],
    ["aliases", `{${times(16, (i) => `x${i}: __typename`)}}`],
    ["directives", `{ __typename ${"@include(if: true) ".repeat(9)} }`],
    ["tokens", `{ ${"__typename ".repeat(2000)} }`],
    ["repeated fields", `{ ${"__typename ".repeat(500)} }`],
    ["introspection in circles", `{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}`],
    ["syntax", "{ a { b }"],
    ["an unknown field", "{ nothing }"],
    ["an unknown operation name", "query A { __typename } query B { __typename }"],
  ])("%s", async (_, query) => {
    expect(await world.call(query)).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  it("a recursion bomb in variables, naming where", async () => {
    const bomb = `${'{"all":[{"text":"x"},'.repeat(5000)}{}${"]}".repeat(5000)}`;
    const answer = await post(`{"query":"query ($i: NestedInput!) { nested(input: $i) }","variables":{"i":${bomb}}}`);
    expect(answer).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
    expect(answer.errors?.[0]?.extensions?.field).toMatch(/^i\.all\[1\]\.all\[1\]/);
  });

  it("nothing of AudienceInput's own depth of 8", async () => {
    const variables = { i: JSON.parse(`${'{"all":['.repeat(8)}{"text":"x"}${"]}".repeat(8)}`) };
    expect((await world.call("query ($i: NestedInput!) { nested(input: $i) }", variables)).data).toEqual({ nested: true });
    expect((await world.call(`{ nested(input: ${"{all: [".repeat(8)}{text: "x"}${"]}".repeat(8)}) }`)).data).toEqual({ nested: true });
  });

  it("a body over 256 kB", async () => {
    expect(await post(JSON.stringify({ query: "{ a { b } }", padding: "x".repeat(256 * 1024) }))).toMatchObject({
      status: 413,
      code: "BAD_USER_INPUT",
    });
  });

  it("a batch", async () => {
    expect(await post(JSON.stringify([{ query: "{ a { b } }" }, { query: "{ a { b } }" }]))).toMatchObject({
      status: 400,
      code: "BAD_USER_INPUT",
    });
  });

  it("a mutation or subscription by GET", async () => {
    expect(await get(`?query=${encodeURIComponent("mutation { logout }")}`)).toMatchObject({ status: 405, code: "BAD_USER_INPUT" });
    expect(await get(`?query=${encodeURIComponent("subscription { ticks }")}`)).toMatchObject({ status: 405, code: "BAD_USER_INPUT" });
  });

  it("limits by GET too", async () => {
    expect(await get(`?query=${encodeURIComponent(`{${times(16, (i) => `x${i}: __typename`)}}`)}`)).toMatchObject({
      status: 400,
      code: "BAD_USER_INPUT",
    });
    expect(await get("?query=%7Ba%7Bb%7D%7D&variables=%7B")).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "what a foreign page can post as %s",
    async (type) => {
      expect(await post('{"query":"mutation { logout }"}', { "content-type": type })).toMatchObject({
        status: 400,
        code: "BAD_USER_INPUT",
      });
    },
  );

  it("a GET that a foreign page can make", async () => {
    expect(await get("?query=%7Ba%7Bb%7D%7D", {})).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  it.each([
    "",
    "{",
    "null",
    "1",
    '"x"',
    "[]",
    "{}",
    '{"query":1}',
    '{"query":null}',
    '{"query":""}',
    '{"query":{"kind":"Document"}}',
    '{"query":"{ a { b } }","variables":"{}"}',
    '{"query":"{ a { b } }","variables":[]}',
    '{"query":"{ a { b } }","extensions":1}',
    '{"query":"{ a { b } }","operationName":7}',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
    '{"query":"{ a { b } }","__proto__":{"x":1}}',
    '{"query":"{ a { b } }","variables":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"query":"{ a { b } }","variables":{"i":{"__proto__":{"polluted":1}}}}',
  ])("garbage in the body: %s", async (body) => {
    expect(await post(body)).toMatchObject({ code: "BAD_USER_INPUT" });
    expect({}).not.toHaveProperty("polluted");
  });

  it.each(["PUT", "DELETE", "PATCH"])("the method %s", async (method) => {
    const answer = await send(`${world.url}/graphql`, { method, headers: JSON_TYPE, body: '{"query":"{ a { b } }"}' });
    expect(answer).toMatchObject({ status: 405, code: "BAD_USER_INPUT" });
  });
});

describe("allowed", () => {
  it("the introspection that tools send", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    expect((await world.call(getIntrospectionQuery())).errors).toBeUndefined();
  });
});
