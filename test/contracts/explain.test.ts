import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BitmapAudienceIndex } from "../../src/audiences/adapters/bitmap/bitmap-audience-index.js";
import { ExplainService, flattened } from "../../src/audiences/explain.service.js";
import type { Audience } from "../../src/audiences/index.js";
import { anyAudience } from "../support/any-audience.js";
import { AudienceWorld } from "../support/audience-world.js";
import { bitmapIndex } from "../support/bitmap-index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { holds, type ModelUser, NOW } from "../support/naive-audience.js";

let test: TestDatabase;
let world: AudienceWorld;
let index: BitmapAudienceIndex;
beforeAll(async () => {
  test = await createTestDatabase();
  world = await AudienceWorld.create(test.database, 30_000);
  const place = { latitude: 31.2, longitude: 121.5, old: false };
  await world.addUsers([
    { sex: "MALE", vip: true, province: 11, birthday: "2000-02-29", lastActiveAt: "2026-03-01" },
    { sex: "FEMALE", city: 0, source: -1, hasPhone: true, position: place },
    { status: "DELETED", sex: "MALE", vip: true, position: place },
    { status: "BLACKLISTED", subscribed: false, blacklisted: true, birthday: "2001-12-31" },
    { company: 11, region: 0, createdAt: "2025-12-31", birthday: "1996-02-29" },
  ]);
  for (const [from, to] of [
    [0, 3],
    [1, 4],
    [0, 5],
  ])
    await world.tag(world.users.slice(from, to), await world.addTag());
  index = bitmapIndex(test.database, { clock: () => NOW });
});
afterAll(async () => {
  await index.close();
  await test.drop();
});

/** The expression with some parts put into segments, as if they had been saved. */
function withSegments(audience: Audience, choices: Iterator<boolean>): Audience {
  const inside = (part: Audience): Audience => withSegments(part, choices);
  const rebuilt: Audience =
    audience.kind === "all" || audience.kind === "any"
      ? { kind: audience.kind, of: audience.of.map(inside) }
      : audience.kind === "not"
        ? { kind: "not", of: inside(audience.of) }
        : audience;
  return choices.next().value ? { kind: "segment", segmentId: 1, of: rebuilt } : rebuilt;
}

function parts(audience: Audience): Audience[] {
  if (audience.kind === "all" || audience.kind === "any") return [audience, ...audience.of.flatMap(parts)];
  return (audience.kind === "not" || audience.kind === "segment") && audience.of ? [audience, ...parts(audience.of)] : [audience];
}

describe("explainAudience", () => {
  it("tells of every part of any expression what the naive model tells", { timeout: 120_000 }, async () => {
    const words = {
      tagIds: world.tagIds,
      userIds: world.users.map(({ userId }) => userId),
      openids: world.users.map(({ openid }) => openid),
    };
    const anyExpression = fc
      .tuple(anyAudience({ ...words, placeIds: [-1, 0, 11] }), fc.infiniteStream(fc.boolean()))
      .map(([audience, choices]) => withSegments(audience, choices));
    let inside = 0;
    await fc.assert(
      fc.asyncProperty(anyExpression, fc.nat(world.users.length - 1), async (audience, nth) => {
        const user = world.users[nth] as ModelUser;
        const service = new ExplainService(
          { read: async () => audience },
          index,
          { ordinalOf: async () => user.ordinal },
          {
            names: async () => ({}),
          },
        );
        const explanation = await service.explain(world.tenantId, {}, String(user.userId), "en");
        expect(explanation.matches).toBe(holds(audience, user));
        expect(flattened(explanation).map(({ matches }) => matches)).toEqual(parts(audience).map((part) => holds(part, user)));
        if (explanation.matches) inside += 1;
      }),
      { numRuns: 400 },
    );
    expect(inside).toBeGreaterThan(20);
  });
});
