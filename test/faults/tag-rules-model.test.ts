import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audience } from "../../src/audiences/index.js";
import { anyStep, type Step, takeStep } from "../contracts/audience-steps.js";
import { anyAudience } from "../support/any-audience.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { RuleWorld } from "../support/rule-model.js";

type WorldStep = Exclude<Step, { kind: "flush" | "restart" | "crash" | "disaster" }>;

/** What may happen to rules and to who follows them, besides everything that happens to users. */
type RuleStep =
  | { kind: "world"; step: WorldStep }
  /** The same, between an evaluation and its writing. */
  | { kind: "meanwhile"; step: WorldStep }
  | { kind: "changeRule"; rule: number; audience: Audience }
  /** Somebody gives or takes a rule's tag: an import, a sync, a job begun before the tag had its rule. */
  | { kind: "meddle"; rule: number; pick: number; add: boolean }
  | { kind: "settle" }
  | { kind: "die"; statement: number };

const words = { tagIds: [1, 2, 3, 4, 5, 6], userIds: [1, 2, 3, 4], openids: ["o-1"], placeIds: [-1, 0, 11] };
const rule = anyAudience(words, 4);
const worldStep = anyStep(["none"]).filter((step): step is WorldStep => !["flush", "restart", "crash", "disaster"].includes(step.kind));
const anyRuleStep: fc.Arbitrary<RuleStep> = fc.oneof<fc.MaybeWeightedArbitrary<RuleStep>[]>(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("world", "meanwhile"), step: worldStep }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("changeRule"), rule: fc.nat(3), audience: rule }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("meddle"), rule: fc.nat(3), pick: fc.nat(2 ** 31 - 1), add: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: "settle" }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("die"), statement: fc.integer({ min: 2, max: 60 }) }) },
);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function take(rules: RuleWorld, step: RuleStep): Promise<void> {
  const { world } = rules;
  switch (step.kind) {
    case "world":
      return takeStep(world, step.step);
    case "meanwhile":
      rules.meanwhile = () => takeStep(world, step.step);
      return;
    case "changeRule":
      return rules.changeRule(step.rule, step.audience);
    case "meddle": {
      const tagId = rules.rules[step.rule % rules.rules.length]?.tagId ?? 0;
      const picked = world.users.filter((_user, i) => ((step.pick >>> (i % 31)) & 1) === 1);
      return step.add ? world.tag(picked, tagId) : world.untag(picked, tagId);
    }
    case "settle":
      return rules.settle();
    case "die":
      return rules.dieAt(step.statement);
  }
}

it("come to rest at exactly their audiences, whatever changes, whenever whoever follows them is killed", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(anyRuleStep, { minLength: 5, maxLength: 14 }),
      async (audiences, steps) => {
        const rules = await RuleWorld.create(test);
        await takeStep(rules.world, { kind: "add", users: Array.from({ length: 12 }, (_, i) => ({ vip: i % 3 === 0, sex: "MALE" })) });
        for (const audience of audiences) await rules.addRule(audience);
        for (const step of steps) await take(rules, step);
        await rules.settle();
        expect(await rules.actual()).toEqual(rules.expected());
        // And at rest they stay.
        await rules.settle();
        expect(await rules.actual()).toEqual(rules.expected());
        await rules.close();
      },
    ),
    { numRuns: 25 },
  );
});
