import { buildSchema, GraphQLError, graphql } from "graphql";
import { describe, expect, it } from "vitest";
import { WeChatError } from "../wechat/index.js";
import { BadInputError, NotFoundError, QuotaExceededError } from "./errors.js";
import { formatError, fromWeChat } from "./format-error.js";

const schema = buildSchema(`
  type Query { find(input: Input, id: Int, ids: [Int!]): Int needs(id: ID!): Int! }
  input Input { name: String! audience: Audience count: Int }
  input Audience @oneOf { all: [Audience!] not: Audience everyone: Boolean }
`);

function logged(): { lines: { details: object; message: string }[]; warn(d: object, m: string): void; error(d: object, m: string): void } {
  const lines: { details: object; message: string }[] = [];
  const write = (details: object, message: string) => void lines.push({ details, message });
  return { lines, warn: write, error: write };
}

/** What a caller sees of the first error of `source`. */
async function answer(source: string, variableValues: Record<string, unknown> = {}, find: () => unknown = () => 1) {
  const log = logged();
  const { errors } = await graphql({ schema, source, variableValues, rootValue: { find, needs: () => null } });
  return { ...formatError(errors?.[0], "req-1", log), lines: log.lines };
}

describe("faults of the request are BAD_USER_INPUT and name the field", () => {
  it.each([
    ["a literal of the wrong type", '{ find(id: "x") }', "id"],
    ["a literal inside a list", '{ find(ids: [1, 2, "x"]) }', "ids[2]"],
    [
      "two fields in a oneOf literal",
      '{ find(input: {name: "n", audience: {all: [{everyone: true, not: {everyone: true}}]}}) }',
      "input.audience.all[0]",
    ],
    ["an unknown field in a literal", '{ find(input: {name: "n", colour: 1}) }', "input.colour"],
    ["a missing field in a literal", "{ find(input: {count: 1}) }", "input.name"],
    ["a missing argument", "{ needs }", "id"],
    ["an unknown selection", "{ nothing }", undefined],
    ["syntax", "{ find(", undefined],
    ["no such operation", "query A { find } query B { find }", undefined],
  ])("%s", async (_, source, field) => {
    const { extensions, lines } = await answer(source);
    expect(extensions).toEqual({ code: "BAD_USER_INPUT", ...(field && { field }) });
    expect(lines).toEqual([]);
  });

  it.each([
    ["two fields in a oneOf", { name: "n", audience: { all: [{ everyone: true, not: { everyone: true } }] } }, "input.audience.all[0]"],
    ["an empty oneOf", { name: "n", audience: {} }, "input.audience"],
    ["an unknown field", { name: "n", colour: 1 }, "input.colour"],
    ["a missing field", { count: 1 }, "input.name"],
    ["a null where none may be", { name: null }, "input.name"],
    ["a fraction for an Int", { name: "n", count: 1.5 }, "input.count"],
    ["not an object", "x", "input"],
  ])("in variables: %s", async (_, input, field) => {
    const { extensions } = await answer("query ($input: Input!) { find(input: $input) }", { input });
    expect(extensions).toEqual({ code: "BAD_USER_INPUT", field });
  });

  it("a required variable that is not given", async () => {
    expect((await answer("query ($input: Input!) { find(input: $input) }")).extensions).toEqual({ code: "BAD_USER_INPUT", field: "input" });
  });

  it("does not send a long value back", async () => {
    const { message } = await answer("query ($id: Int) { find(id: $id) }", { id: "x".repeat(100_000) });
    expect(message.length).toBeLessThan(1100);
  });

  it("more faults in variables than graphql-js lists", async () => {
    const ids = Array.from({ length: 100 }, () => "x");
    const log = logged();
    const { errors = [] } = await graphql({ schema, source: "query ($ids: [Int!]) { find(ids: $ids) }", variableValues: { ids } });
    expect(errors.map((error) => formatError(error, "r", log).extensions?.code)).not.toContain("INTERNAL_SERVER_ERROR");
    expect(errors.at(-1)?.message).toContain("Too many errors");
  });
});

describe("what resolvers throw", () => {
  const failing = (error: unknown) => () => {
    throw error;
  };

  it("keeps a public error's code, details and path", async () => {
    const error = await answer("{ find }", {}, failing(new BadInputError("input.audience.all[1].tag", "no tag 7")));
    expect(error).toMatchObject({ path: ["find"], extensions: { code: "BAD_USER_INPUT", field: "input.audience.all[1].tag" } });
    expect((await answer("{ find }", {}, failing(new NotFoundError("tag", 7)))).extensions).toEqual({
      code: "NOT_FOUND",
      reason: "GONE",
      kind: "tag",
      id: "7",
    });
    const retryAt = new Date("2026-05-01T00:00:00Z");
    const quota = await answer("{ find }", {}, failing(new QuotaExceededError("wait", { reason: "EXPORTS_WAITING", count: 3 }, retryAt)));
    expect(quota.extensions).toEqual({ code: "QUOTA_EXCEEDED", reason: "EXPORTS_WAITING", count: 3, retryAt: "2026-05-01T00:00:00.000Z" });
  });

  it("gives WeChat's refusals with errcode and errmsg", async () => {
    const error = await answer("{ find }", {}, failing(new WeChatError("refused", "/cgi-bin/x", 48001, "api unauthorized")));
    expect(error.extensions).toEqual({ code: "WECHAT_API_ERROR", errcode: 48001, errmsg: "api unauthorized" });
  });

  it.each([
    ["refused connection", Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" })],
    ["all addresses refused", new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })])],
    ["server shutting down", Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" })],
    ["connection lost", new Error("Connection terminated unexpectedly")],
    ["pool exhausted", new Error("timeout exceeded when trying to connect")],
    ["Prisma cannot reach the server", Object.assign(new Error("Can't reach database server"), { code: "P1001" })],
    ["a cause inside", new Error("reading users failed", { cause: Object.assign(new Error("x"), { code: "08006" }) })],
    ["WeChat unclear", new WeChatError("unclear", "/cgi-bin/x", -1, "system error")],
  ])("UNAVAILABLE when something does not answer: %s", async (_, error) => {
    const shown = await answer("{ find }", {}, failing(error));
    expect(shown.extensions).toEqual({ code: "UNAVAILABLE" });
    expect(JSON.stringify({ ...shown, lines: [] })).not.toContain("127.0.0.1");
    expect(shown.lines).not.toEqual([]);
  });

  it.each([
    ["a bug", new TypeError("cannot read properties of undefined (reading 'secret')")],
    ["a broken query", Object.assign(new Error('column "secret" does not exist'), { code: "42703" })],
    ["no error at all", "secret"],
  ])("hides the unexpected behind a request id, and logs it whole: %s", async (_, thrown) => {
    const { lines, ...shown } = await answer("{ find }", {}, failing(thrown));
    expect(shown.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR", requestId: "req-1" });
    expect(JSON.stringify(shown)).not.toContain("secret");
    expect(lines).toMatchObject([{ details: { requestId: "req-1", err: expect.anything() } }]);
  });

  it("takes an answer of ours that does not serialise, or a null where none may be, for our fault", async () => {
    expect((await answer("{ find }", {}, () => "no number")).extensions).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
    expect((await answer('{ needs(id: "1") }')).extensions).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  });

  it("has no stack", async () => {
    const error = formatError(new GraphQLError("x", { extensions: { stacktrace: ["at x"] } }), "r", logged());
    expect(error.extensions).toEqual({ code: "BAD_USER_INPUT" });
  });
});

describe("WeChat's quotas", () => {
  const now = new Date("2026-05-01T15:59:30Z");

  it("say when to try again: the next minute, or midnight in Shanghai", () => {
    const minute = fromWeChat(new WeChatError("quota-minute", "/x", 45011, "api freq out of limit"), now);
    expect(minute).toMatchObject({ code: "QUOTA_EXCEEDED", details: { retryAt: "2026-05-01T16:00:30.000Z" } });
    const day = fromWeChat(new WeChatError("quota-day", "/x", 45009, "reach max api daily quota limit"), now);
    expect(day).toMatchObject({ code: "QUOTA_EXCEEDED", details: { retryAt: "2026-05-01T16:00:00.000Z" } });
  });

  it("say so too where our own count kept the call back", () => {
    const minute = fromWeChat(new WeChatError("quota-minute", "/x", null, "mass calls of this minute are used up"), now);
    expect(minute).toMatchObject({ code: "QUOTA_EXCEEDED", message: "mass calls of this minute are used up" });
  });
});

describe("a request that breaks a limit of WeChat's", () => {
  it("is refused with the reason, although WeChat was not asked", () => {
    const error = fromWeChat(new WeChatError("invalid", "/x", null, "the remark is longer than 29 characters"), new Date());
    expect(error).toMatchObject({
      code: "WECHAT_API_ERROR",
      message: "WeChat takes no such request: the remark is longer than 29 characters",
      details: { errcode: null },
    });
  });
});
