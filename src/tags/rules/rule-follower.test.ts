import fc from "fast-check";
import { expect, test } from "vitest";
import { inWaves } from "./rule-follower.js";
import { orderRules } from "./rule-order.js";

const rule = (tagId: number, ...names: number[]) => ({ tagId, names });
const idsOf = (rules: readonly { tagId: number }[]) => rules.map(({ tagId }) => tagId);

test("rules that name no tag of each other are followed together; one that does, after it", () => {
  const rules = [rule(1), rule(2, 9), rule(3, 1), rule(4), rule(5, 3)];
  expect(inWaves(rules).map(idsOf)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inWaves([])).toEqual([]);
});

test("waves hold every rule once, in order, at most fifty each, and none whose tag another of the wave names", () => {
  const references = fc
    .array(fc.array(fc.nat(199), { maxLength: 3 }), { minLength: 1, maxLength: 200, size: "max" })
    .map((named) => new Map(named.map((tags, tagId): [number, number[]] => [tagId, tags.filter((other) => other < tagId)])));
  fc.assert(
    fc.property(references, (named) => {
      const rules = orderRules(named).map((tagId) => rule(tagId, ...(named.get(tagId) ?? [])));
      const waves = inWaves(rules);
      expect(waves.flatMap(idsOf)).toEqual(idsOf(rules));
      for (const wave of waves) {
        expect(wave.length).toBeLessThanOrEqual(50);
        const tags = new Set(idsOf(wave));
        for (const { names } of wave) expect(names.filter((tagId) => tags.has(tagId))).toEqual([]);
      }
    }),
  );
});
