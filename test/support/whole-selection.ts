import { type GraphQLOutputType, getNamedType, isCompositeType, isNonNullType, isObjectType } from "graphql";

/** Deepest selection made; the server takes no more than 10 levels. */
const MAX_DEPTH = 9;

/** `{ … }` with every field that needs no argument, each type once on the way down; "" for a scalar. */
export function wholeSelection(type: GraphQLOutputType, above: readonly string[] = []): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return "";
  if (!isObjectType(named) || above.includes(named.name) || above.length >= MAX_DEPTH) return "{ __typename }";
  const fields = Object.values(named.getFields()).filter(({ args }) => args.every(({ type: needed }) => !isNonNullType(needed)));
  return `{ ${fields.map((field) => `${field.name} ${wholeSelection(field.type, [...above, named.name])}`).join(" ")} }`;
}
