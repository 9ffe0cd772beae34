import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import type { TagFault } from "../support/fake-tag-wechat.js";
import { MirrorModel } from "../support/mirror-model.js";

const RUNS = Number(process.env.MODEL_RUNS ?? 40);
const USERS = 3;
let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

const user = fc.nat(USERS - 1);
const pair = { tag: fc.constantFrom("mirrored" as const, "second" as const, "pulled" as const), user, on: fc.boolean() };
const faults = fc.array(fc.constantFrom<TagFault>("ok", "ok", "lost-before", "lost-after", "dies-before", "dies-after", "refused"), {
  maxLength: 4,
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("here" as const), ...pair }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("at WeChat" as const), ...pair }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("follow" as const), user, on: fc.boolean(), told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("come back" as const), user, told: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("push" as const), faults, statements: fc.option(fc.nat(40)) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sync" as const), faults, statements: fc.option(fc.nat(60)) }) },
);

test(
  "whoever tags where and whatever crashes: in the end both sides agree, and each change made on one side alone holds",
  { timeout: 600_000 },
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const model = await MirrorModel.start(own.database, USERS);
        for (const one of steps) await model.take(one);
        await model.comeToRest();
        await model.comeToRest();
      }),
      { numRuns: RUNS },
    ),
);
