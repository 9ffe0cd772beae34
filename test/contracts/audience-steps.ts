import fc from "fast-check";
import type { AudienceWorld, UserChange } from "../support/audience-world.js";
import type { ModelUser } from "../support/naive-audience.js";

/** One thing that happens, to the tenant's data or to the index. `pick` says which users, by a bit each (from the index taken modulo 31). */
export type Step =
  | WorldStep
  | { kind: "flush"; process: number }
  | { kind: "restart"; process: number }
  | { kind: "crash"; process: number }
  | { kind: "disaster"; name: string };

type WorldStep =
  | { kind: "add"; users: UserChange[] }
  | { kind: "change"; pick: number; change: UserChange }
  | { kind: "tag" | "untag"; pick: number; tag: number }
  | { kind: "deliver"; pick: number; times: number; lastMonth: boolean }
  | { kind: "takeBack" }
  | { kind: "addTag" }
  | { kind: "deleteTag"; tag: number }
  | { kind: "rollBack" };

const place = fc.constantFrom(-1, 0, 11, null);

const day = fc.constantFrom("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01", "1799-01-01", "2200-01-01");

const anyChange: fc.Arbitrary<UserChange> = fc.record(
  {
    sex: fc.constantFrom("MALE", "FEMALE", "UNKNOWN"),
    province: place,
    city: place,
    region: place,
    company: place,
    source: place,
    vip: fc.boolean(),
    status: fc.constantFrom("NORMAL", "NORMAL", "BLACKLISTED", "DELETED"),
    subscribed: fc.boolean(),
    blacklisted: fc.boolean(),
    hasPhone: fc.boolean(),
    birthday: fc.constantFrom(
      "1799-12-31",
      "1996-02-29",
      "2000-02-28",
      "2000-02-29",
      "2000-03-01",
      "2001-03-01",
      "2001-12-31",
      "2027-01-01",
      null,
    ),
    createdAt: day,
    lastActiveAt: fc.option(day),
    position: fc.constantFrom(
      { latitude: 31.2, longitude: 121.5, old: false },
      { latitude: 31.25, longitude: 121.5, old: false },
      { latitude: 31.2, longitude: 121.5, old: true },
      { latitude: 31.2, longitude: -179.99, old: false },
      null,
    ),
  },
  { requiredKeys: [] },
);

/** Random steps; `disasters` are the subject's. */
export function anyStep(disasters: readonly string[]): fc.Arbitrary<Step> {
  const pick = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const tag = fc.nat(3);
  return fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("add"), users: fc.array(anyChange, { minLength: 1, maxLength: 8 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("change"), pick, change: anyChange }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("tag", "tag", "untag"), pick, tag }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("deliver"), pick, times: fc.integer({ min: 1, max: 4 }), lastMonth: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "takeBack" }) },
    { weight: 1, arbitrary: fc.constant({ kind: "addTag" }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("deleteTag"), tag }) },
    { weight: 1, arbitrary: fc.constant({ kind: "rollBack" }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("flush"), process: fc.nat(1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("restart", "crash"), process: fc.nat(1) }) },
    { weight: disasters.length > 0 ? 2 : 0, arbitrary: fc.record({ kind: fc.constant("disaster"), name: fc.constantFrom(...disasters) }) },
  );
}

/** Does the step to the world; one that names what the world lacks does nothing. */
export async function takeStep(world: AudienceWorld, step: WorldStep): Promise<void> {
  switch (step.kind) {
    case "add":
      await world.addUsers(step.users);
      break;
    case "change":
      await world.changeUsers(picked(world, step.pick), step.change);
      break;
    case "deliver":
      for (let n = 0; n < step.times; n++) world.takeBacks.push(await world.deliver(picked(world, step.pick), step.lastMonth));
      break;
    case "takeBack":
      await world.takeBacks.pop()?.();
      break;
    case "addTag":
      await world.addTag();
      break;
    case "rollBack":
      await world.rollBack();
      break;
    default: {
      const tagId = world.tagIds[step.tag];
      if (tagId === undefined) return;
      if (step.kind === "deleteTag") await world.deleteTag(tagId);
      else await world[step.kind](picked(world, step.pick), tagId);
    }
  }
}

function picked(world: AudienceWorld, pick: number): ModelUser[] {
  return world.users.filter((_user, i) => ((pick >>> (i % 31)) & 1) === 1);
}
