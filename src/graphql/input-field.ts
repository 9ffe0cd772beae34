import { type ASTNode, type DocumentNode, type GraphQLError, Kind, parse, visit } from "graphql";

/** graphql-js writes where in a variable: `Variable "$input" got invalid value 1 at "input.audience.all[0]"; …`. */
const IN_VARIABLE = /^Variable "\$[^"]+" got invalid value .* at "([^"]+)"; /s;
const VARIABLE = /^Variable "\$([^"]+)"/;
/** A field that is absent or unknown has no place of its own; the message names it. */
const OBJECT_FIELD = /Field "(?:\w+\.)?(\w+)" (?:of required type|is not defined by type)/;
const MISSING_ARGUMENT = /argument "([^"]+)" of type "[^"]+" is required/;

const VALUES: ReadonlySet<string> = new Set([
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/**
 * The path of the argument or variable that graphql-js found fault with, e.g. `input.audience.all[1]`: from the message for
 * variables, from the place in the document for literals. Undefined where the fault is not an input (unknown field, syntax).
 */
export function inputFieldOf(error: GraphQLError): string | undefined {
  const path = IN_VARIABLE.exec(error.message)?.[1] ?? VARIABLE.exec(error.message)?.[1] ?? literalPath(error);
  const inner = OBJECT_FIELD.exec(error.message)?.[1];
  if (path === undefined) return MISSING_ARGUMENT.exec(error.message)?.[1];
  return inner === undefined || path.endsWith(`.${inner}`) ? path : `${path}.${inner}`;
}

function literalPath(error: GraphQLError): string | undefined {
  const [position] = error.positions ?? [];
  if (position === undefined || error.source === undefined) return undefined;
  const document = parsedAgain(error.source.body);
  return document && pathAt(document, position);
}

function parsedAgain(source: string): DocumentNode | undefined {
  try {
    return parse(source);
  } catch {
    // A syntax error: there is no document to find a path in.
    return undefined;
  }
}

/** The innermost chain of argument, object fields and list positions around `position`. */
function pathAt(document: DocumentNode, position: number): string | undefined {
  let path = "";
  visit(document, {
    enter(node, key, parent) {
      if (!surrounds(node, position)) return false;
      if (node.kind === Kind.ARGUMENT) path = node.name.value;
      else if (node.kind === Kind.OBJECT_FIELD) path += `.${node.name.value}`;
      else if (Array.isArray(parent) && VALUES.has(node.kind)) path += `[${key}]`;
      return undefined;
    },
  });
  return path === "" ? undefined : path;
}

function surrounds(node: ASTNode, position: number): boolean {
  return node.loc === undefined || (node.loc.start <= position && position < node.loc.end);
}
