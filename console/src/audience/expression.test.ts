import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AudienceInput,
  changed,
  conditionsIn,
  depthOf,
  FIELDS,
  fromInput,
  type Group,
  newCondition,
  parseInput,
  toInput,
} from "./expression";

/** Values of each kind of condition, as the API takes them. */
const leaf: fc.Arbitrary<AudienceInput> = fc.oneof(
  fc.nat(20).map((id) => ({ tag: String(id) })),
  fc.nat(20).map((id) => ({ segment: String(id) })),
  fc.constantFrom<AudienceInput>({ sex: "FEMALE" }, { sex: "MALE" }, { status: "NORMAL" }, { everyone: true }),
  fc.nat(90).map((min) => ({ age: { min, max: min + 5 } })),
  fc.constant<AudienceInput>({ birthday: { from: "12-20", to: "01-05" } }),
  fc.nat(9).map((n) => ({ provinceId: 110_000 + n })),
  fc.nat(9).map((n) => ({ cityId: 110_100 + n })),
  fc.nat(9).map((n) => ({ regionId: 110_101 + n })),
  fc.nat(9).map((n) => ({ near: { latitude: 31.2, longitude: 121.4, radiusMeters: 1 + n } })),
  fc.boolean().map((vip) => ({ vip })),
  fc.boolean().map((subscribed) => ({ subscribed })),
  fc.boolean().map((hasPhone) => ({ hasPhone })),
  fc.constant<AudienceInput>({ createdAt: { from: "2026-01-01" } }),
  fc.constant<AudienceInput>({ lastActiveAt: { to: "2026-11-11" } }),
  fc.nat(9).map((source) => ({ source })),
  fc.nat(9).map((companyId) => ({ companyId })),
  fc.array(fc.nat(99).map(String), { minLength: 1, maxLength: 3 }).map((users) => ({ users })),
  fc.array(fc.nat(99).map(String), { minLength: 1, maxLength: 3 }).map((openids) => ({ openids })),
);
const { expression } = fc.letrec<{ expression: AudienceInput }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 6, depthSize: "small" },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie("expression"), { minLength: 1, maxLength: 4 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(tie("expression"), { minLength: 1, maxLength: 4 }).map((any) => ({ any })) },
    { weight: 1, arbitrary: tie("expression").map((not) => ({ not })) },
  ),
}));

/** Whether a person fits, where `fits` says which conditions do. */
function holds(input: AudienceInput, fits: (condition: string) => boolean): boolean {
  if (input.all !== undefined) return input.all.every((inner) => holds(inner, fits));
  if (input.any !== undefined) return input.any.some((inner) => holds(inner, fits));
  if (input.not !== undefined) return !holds(input.not, fits);
  return fits(JSON.stringify(input));
}

/** Shape and content, without the ids that the builder gives. */
function shape(part: unknown): unknown {
  return JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === "id" ? undefined : value)));
}

function back(root: Group): AudienceInput {
  const input = toInput(root);
  if (input === null) throw new Error("a whole expression came back unfinished");
  return input;
}

describe("the builder's tree", () => {
  it("means what the expression means, for everybody", () => {
    fc.assert(
      fc.property(expression, fc.func(fc.boolean()), (input, fits) => {
        expect(holds(back(fromInput(input)), fits)).toBe(holds(input, fits));
      }),
      { numRuns: 500 },
    );
  });

  it("survives the way to the API and back", () => {
    fc.assert(
      fc.property(expression, (input) => {
        const root = fromInput(input);
        expect(shape(fromInput(back(root)))).toEqual(shape(root));
        expect(back(fromInput(back(root)))).toEqual(back(root));
      }),
      { numRuns: 500 },
    );
  });

  it("goes through an address unchanged", () => {
    fc.assert(
      fc.property(expression, (input) => {
        expect(parseInput(JSON.stringify(input))).toEqual(input);
      }),
    );
  });

  it("counts conditions and depth of what it makes", () => {
    const input: AudienceInput = { all: [{ tag: "1" }, { not: { any: [{ vip: true }, { tag: "2" }] } }] };
    const root = fromInput(input);
    expect(conditionsIn(root)).toBe(3);
    expect(depthOf(root)).toBe(3);
  });

  it("knows a condition for every field", () => {
    for (const field of FIELDS) {
      const root = { ...fromInput({ everyone: true }), parts: [newCondition(field)] };
      expect(toInput(root)).toEqual(field === "everyone" ? { everyone: true } : null);
    }
  });

  it("changes and takes out single parts", () => {
    const root = fromInput({ any: [{ tag: "1" }, { all: [{ vip: true }, { tag: "2" }] }] });
    const inner = (root.parts[1] as Group).parts[0];
    const without = changed(root, inner?.id ?? "", () => null);
    expect(toInput(without)).toEqual({ any: [{ tag: "1" }, { all: [{ tag: "2" }] }] });
    const negated = changed(root, inner?.id ?? "", (part) => ({ ...part, not: true }));
    expect(toInput(negated)).toEqual({ any: [{ tag: "1" }, { all: [{ not: { vip: true } }, { tag: "2" }] }] });
  });

  it("keeps what an edit does not touch", () => {
    const root = fromInput({ any: [{ all: [{ vip: true }] }, { all: [{ tag: "2" }] }] });
    const [first, second] = root.parts as Group[];
    const negated = changed(root, first?.parts[0]?.id ?? "", (part) => ({ ...part, not: true }));
    expect(negated.parts[0]).not.toBe(first);
    expect(negated.parts[1]).toBe(second);
    expect(changed(root, "nobody", () => null)).toBe(root);
  });

  it("is everyone while empty, and unfinished with an empty group inside", () => {
    const empty = fromInput({ all: [] });
    expect(toInput(empty)).toEqual({ everyone: true });
    expect(toInput({ ...empty, parts: [fromInput({ any: [] })] })).toBeNull();
  });
});

describe("an address somebody typed", () => {
  it.each(["", "{", "[]", "null", "1", "{}", '{"tag":"1","vip":true}', '{"nope":1}', '{"all":{}}', '{"tag":null}', '{"not":{"all":[{}]}}'])(
    "is no expression: %s",
    (json) => expect(parseInput(json)).toBeNull(),
  );
});
