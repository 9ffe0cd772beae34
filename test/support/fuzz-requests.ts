import fc from "fast-check";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

export interface FuzzRequest {
  query: string;
  variables: Record<string, unknown>;
}

/** What breaks servers: empty and huge text, U+0000, half a surrogate pair, SQL, numbers past 32 and 64 bits, wrong types. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    " ",
    "0",
    "1",
    "2",
    "-1",
    "1.5",
    "1e9",
    "2147483648",
    "99999999999999999999",
    "NaN",
    "null",
    "true",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
  ),
  fc.constantFrom<unknown>(
    "';--",
    "' OR 1=1",
    "%",
    "\\",
    "#{7*7}",
    "{{7*7}}",
    "../../etc/passwd",
    "<script>",
    "x".repeat(5000),
    "é".repeat(300),
    "👩‍👩‍👧‍👦",
  ),
  fc.constantFrom<unknown>(
    "2026-02-30",
    "2026-01-01",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "00000000-0000-0000-0000-000000000000",
  ),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    2 ** 31,
    2 ** 53,
    1e308,
    0.1,
    [],
    [[]],
    [null],
    {},
    { a: 1 },
    { constructor: 1 },
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.json().map((json) => JSON.parse(json) as unknown),
);

/** Requests for the schema's own fields: mostly well-typed arguments with nasty values, sometimes anything at all. */
export function schemaRequests(schema: GraphQLSchema): fc.Arbitrary<FuzzRequest> {
  const fields = [
    ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => ({ kind: "query", field })),
    ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ({ kind: "mutation", field })),
  ];
  return fc.constantFrom(...fields).chain(({ kind, field }) => request(kind, field));
}

/** Text that is no GraphQL, or nearly. */
export const garbageQueries: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'{}()[]:!$@..."""#,|&= \n'),
      fc.constantFrom("query", "mutation", "fragment", "on", "me", "__typename", "true", "1e9"),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(" "));

function request(kind: string, field: GraphQLField<unknown, unknown>): fc.Arbitrary<FuzzRequest> {
  const given = fc.subarray([...field.args], { minLength: field.args.filter(({ type }) => isNonNullType(type)).length > 0 ? 1 : 0 });
  const values = fc.record(
    Object.fromEntries(field.args.map((arg) => [arg.name, fc.oneof({ weight: 4, arbitrary: valueFor(arg.type, 3) }, nasty)])),
  );
  return fc.tuple(given, values).map(([args, all]) => {
    const used = field.args.filter((arg) => args.includes(arg) || isNonNullType(arg.type));
    const variables = Object.fromEntries(used.map((arg) => [arg.name, all[arg.name]]));
    return { query: operation(kind, field, used), variables };
  });
}

function operation(kind: string, field: GraphQLField<unknown, unknown>, args: readonly GraphQLArgument[]): string {
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ");
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  return `${kind} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selection(field.type, 4)} }`;
}

/** All leaves, and objects below them down to `depth`, of fields that need no arguments. */
function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return "";
  const inner = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some((arg) => isNonNullType(arg.type))) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    return depth > 0 ? [`${field.name} ${selection(field.type, depth - 1)}`] : [];
  });
  return `{ ${["__typename", ...inner].join(" ")} }`;
}

function valueFor(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return valueFor(type.ofType, depth);
  if (isListType(type)) return fc.array(valueFor(type.ofType, depth), { maxLength: 4 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) return objectOf(Object.values(type.getFields()), type.isOneOf, depth);
  const fitting: Record<string, fc.Arbitrary<unknown>> = {
    Int: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer()),
    Float: fc.double({ noNaN: true }),
    Boolean: fc.boolean(),
    ID: fc.oneof(fc.integer({ min: 1, max: 50 }).map(String), fc.uuid(), nasty),
  };
  return fitting[type.name] ?? nasty;
}

function objectOf(fields: readonly { name: string; type: GraphQLInputType }[], isOneOf: boolean, depth: number): fc.Arbitrary<unknown> {
  const usable = depth > 0 ? fields : fields.filter(({ type }) => !isInputObjectType(getNamedType(type)));
  const values = Object.fromEntries(usable.map(({ name, type }) => [name, valueFor(type, depth - 1)]));
  if (!isOneOf)
    return fc.record(values, {
      requiredKeys: fields
        .filter(({ type }) => isNonNullType(type))
        .map(({ name }) => name)
        .filter((name) => name in values),
    });
  return fc.constantFrom(...Object.keys(values)).chain((name) => (values[name] ?? fc.constant(null)).map((value) => ({ [name]: value })));
}
