import { buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { BadInputError } from "./errors.js";
import { RequestLimits } from "./limits.js";

const schema: GraphQLSchema = buildSchema(`
  type Query { a: Query b(x: In, s: String): Int }
  input In @oneOf { all: [In!] not: In v: Boolean }
`);

function check(query: string, variables?: unknown): unknown {
  return new RequestLimits(schema).check(query, variables);
}

const nested = (open: string, inside: string, close: string, times: number): string => open.repeat(times) + inside + close.repeat(times);

describe("limits before execution", () => {
  it("takes what stands at each limit", () => {
    check(nested("{a", "{b}", "}", 9));
    check(`{${Array.from({ length: 15 }, (_, i) => `x${i}: b`).join(" ")}}`);
    check(`{ b ${"@include(if: true) ".repeat(8)} }`);
    check(`{ b(x: ${nested("{all: [", "{v: true}", "]}", 8)}) }`);
    check("query ($x: In) { b(x: $x) }", { x: JSON.parse(nested('{"all":[', '{"v":true}', "]}", 8)) });
  });

  it.each([
    ["depth", nested("{a", "{b}", "}", 10), /depth limit of 10/],
    ["depth behind fragments", `{ ...F } fragment F on Query ${nested("{a", "{b}", "}", 10)}`, /depth limit of 10/],
    ["aliases", `{${Array.from({ length: 16 }, (_, i) => `x${i}: b`).join(" ")}}`, /Aliases limit of 15/],
    ["aliases of __typename", `{${Array.from({ length: 16 }, (_, i) => `x${i}: __typename`).join(" ")}}`, /Aliases limit of 15/],
    ["directives", `{ b ${"@include(if: true) ".repeat(9)} }`, /Directives limit of 8/],
    ["tokens", `{ ${"b ".repeat(2000)} }`, /more that 2000 tokens/],
    ["the same field over and over", `{ ${"a{b} ".repeat(31)} }`, /Repeats limit of 30/],
    [
      "the same field in fragments",
      `{ ...F ...G } fragment F on Query {${"b ".repeat(20)}} fragment G on Query {${"b ".repeat(20)}}`,
      /Repeats limit/,
    ],
    ["fragments", `{ b } ${Array.from({ length: 31 }, (_, i) => `fragment F${i} on Query { b }`).join(" ")}`, /Fragments limit of 30/],
    ["a recursion bomb as literal", `{ b(x: ${nested("{not:", "{v: true}", "}", 400)}) }`, /Value depth limit of 50/],
    ["U+0000 in a literal", '{ b(s: "a\\u0000b") }', /U\+0000/],
    ["syntax", "{", /Syntax Error/],
  ])("refuses too much: %s", (_, query, message) => {
    expect(() => check(query)).toThrowError(message);
    expect(() => check(query)).toThrowError(GraphQLError);
  });

  it("refuses a recursion bomb in variables, naming where", () => {
    let bomb: unknown = { v: true };
    for (let i = 0; i < 30_000; i++) bomb = { not: bomb };
    expect(() => check("query ($x: In) { b(x: $x) }", { x: bomb })).toThrowError(/^x\.not\.not.*$/);
    expect(() => check("query ($x: In) { b(x: $x) }", { x: bomb })).toThrowError(BadInputError);
  });

  it("refuses U+0000 in variables, naming where", () => {
    expect(() => check("query ($x: In) { b(x: $x) }", { x: { all: [{ v: true }, { v: "\0" }] } })).toThrowError(
      /^x\.all\[1\]\.v: must not contain/,
    );
  });

  it("gives graphql-js's own faults for a document within the limits", () => {
    const limits = new RequestLimits(schema);
    expect(limits.prepare("{ nothing }", null)).toMatchObject([{ message: expect.stringContaining('Cannot query field "nothing"') }]);
    const prepared = limits.prepare("{ b }", {});
    expect(prepared).toMatchObject({ kind: "Document" });
    expect(limits.prepare("{ b }", {})).toBe(prepared);
  });
});
