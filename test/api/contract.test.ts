import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";
import { beforeAll, describe, expect, it } from "vitest";

const read = (path: string): GraphQLSchema => buildSchema(readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8"));

type Input = GraphQLArgument | GraphQLInputField;
const input = (value: Input): string => `${value.name}: ${value.type} = ${JSON.stringify(value.defaultValue)}`;

/** Every place where `ours` says something else than `contract` about a thing both have. */
function differences(ours: GraphQLSchema, contract: GraphQLSchema): string[] {
  const found: string[] = [];
  const same = (place: string, is: string, wanted: string) => {
    if (is !== wanted) found.push(`${place}: is ${is}, contract says ${wanted}`);
  };
  const inputs = (place: string, is: readonly Input[], wanted: readonly Input[]) => {
    for (const one of is) {
      const other = wanted.find(({ name }) => name === one.name);
      if (other) same(place, input(one), input(other));
      else if (String(one.type).endsWith("!")) found.push(`${place}: ${one.name} is required but not in the contract`);
    }
    for (const one of wanted) {
      if (String(one.type).endsWith("!") && !is.some(({ name }) => name === one.name)) found.push(`${place}: lacks ${one.name}`);
    }
  };
  for (const type of Object.values(contract.getTypeMap())) {
    const mine = ours.getType(type.name);
    if (!mine || isIntrospectionType(type)) continue;
    same(type.name, mine.constructor.name, type.constructor.name);
    if (isObjectType(type) && isObjectType(mine)) {
      for (const field of Object.values(mine.getFields())) {
        const wanted = type.getFields()[field.name];
        if (!wanted) continue;
        same(`${type.name}.${field.name}`, String(field.type), String(wanted.type));
        inputs(`${type.name}.${field.name}`, field.args, wanted.args);
      }
    }
    if (isInputObjectType(type) && isInputObjectType(mine)) {
      same(`${type.name} @oneOf`, String(mine.isOneOf), String(type.isOneOf));
      inputs(type.name, Object.values(mine.getFields()), Object.values(type.getFields()));
    }
    if (isEnumType(type) && isEnumType(mine)) {
      same(
        type.name,
        mine
          .getValues()
          .map(({ name }) => name)
          .sort()
          .join(),
        type
          .getValues()
          .map(({ name }) => name)
          .sort()
          .join(),
      );
    }
  }
  return found;
}

/** Every type, field, argument and enum value that says nothing about itself. */
function undescribed(schema: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    const root = ["Query", "Mutation", "Subscription"].includes(type.name);
    if (!type.description && !root) found.push(type.name);
    if (isEnumType(type))
      found.push(
        ...type
          .getValues()
          .filter((v) => !v.description)
          .map((v) => `${type.name}.${v.name}`),
      );
    if (isInputObjectType(type))
      found.push(
        ...Object.values(type.getFields())
          .filter((f) => !f.description)
          .map((f) => `${type.name}.${f.name}`),
      );
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) found.push(`${type.name}.${field.name}`);
      found.push(...field.args.filter((a) => !a.description).map((a) => `${type.name}.${field.name}(${a.name})`));
    }
  }
  return found;
}

describe("schema.graphql", () => {
  let ours: GraphQLSchema;
  let contract: GraphQLSchema;
  beforeAll(() => {
    ours = read("../../schema.graphql");
    contract = read("../contract/contract.graphql");
  });

  it("says what the contract says wherever both have a thing", () => {
    expect(differences(ours, contract)).toEqual([]);
  });

  it("has the whole main job", () => {
    const fields = (type: string) => Object.keys((ours.getType(type) as unknown as { getFields(): object }).getFields());
    expect(fields("Query")).toEqual(
      expect.arrayContaining(
        ["me", "tenant", "user", "users", "tags", "tag", "tagPreview", "tagJob", "tagJobs", "massSend", "massSends"].concat([
          "explainAudience",
          "segments",
          "segment",
        ]),
      ),
    );
    expect(fields("Mutation")).toEqual(
      expect.arrayContaining(
        ["login", "logout", "createTag", "updateTag", "deleteTag", "tagUsers", "untagUsers", "syncFromWeChat", "createMassSend"].concat([
          "updateMassSend",
          "startMassSend",
          "pauseMassSend",
          "resumeMassSend",
          "cancelMassSend",
          "createSegment",
          "updateSegment",
          "deleteSegment",
        ]),
      ),
    );
    expect(fields("Subscription")).toEqual(expect.arrayContaining(["massSendProgress", "tagJobProgress", "tagPreviewChanges"]));
  });

  it("describes every type, field, argument and enum value", () => {
    expect(undescribed(ours)).toEqual([]);
  });

  it("would see a difference", () => {
    const other = buildSchema("type Tag { id: ID } input AudienceInput { tag: String } enum Sex { MALE }");
    expect(differences(other, contract).length).toBeGreaterThanOrEqual(4);
  });
});
