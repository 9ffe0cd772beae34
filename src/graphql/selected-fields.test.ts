import { type FieldNode, type FragmentDefinitionNode, Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { selectedFields } from "./selected-fields.js";

/** What a resolver of the document's first field is told of it. */
function infoOf(document: string) {
  const { definitions } = parse(document);
  const [operation] = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION);
  return {
    fieldNodes: operation?.selectionSet.selections as FieldNode[],
    fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
  };
}

describe("selectedFields", () => {
  it.each<[string, string, string[], string[]]>([
    ["plain fields", "{ a { b c } }", [], ["b", "c"]],
    ["aliases by the field's own name", "{ a { x: b y: b } }", [], ["b"]],
    ["inline fragments", "{ a { ... on A { b } ... { c } } }", [], ["b", "c"]],
    ["fragments in fragments", "{ a { ...F } } fragment F on A { b ...G } fragment G on A { c }", [], ["b", "c"]],
    ["fragments that are not there", "{ a { b ...F } }", [], ["b"]],
    ["what a directive may leave out", "{ a { b @skip(if: true) } }", [], ["b"]],
    ["fields further down, wherever they are selected", "{ a { s { b } x: s { ...F } t { d } } } fragment F on S { c }", ["s"], ["b", "c"]],
    ["nothing below what is not selected", "{ a { b } }", ["s"], []],
    ["the same field selected twice", "{ a { b } a { c } }", [], ["b", "c"]],
  ])("tells %s", (_what, document, path, expected) => {
    expect([...selectedFields(infoOf(document), path)].sort()).toEqual(expected);
  });
});
