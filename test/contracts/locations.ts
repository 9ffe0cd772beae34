import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LocationStore, Position } from "../../src/users/index.js";
import { metresBetween } from "../support/naive-audience.js";

/** One place to keep positions, with two tenants. */
export interface LocationWorld {
  store: LocationStore;
  /** Users of the first tenant, and one of another tenant. */
  tenantId: number;
  userIds: number[];
  /** Of the same users. */
  ordinals: number[];
  stranger: { tenantId: number; userId: number };
  /** Forgets all positions. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const NOON = Date.parse("2026-03-01T12:00:00Z");
const minutes = (count: number) => new Date(NOON + count * 60_000);
const EVER = new Date(0);
const position = (minute: number, latitude = 31.2): Position => ({ latitude, longitude: 121.5, precisionMeters: 40, at: minutes(minute) });

/** What every store of positions does. */
export function describeLocations(name: string, open: () => Promise<LocationWorld>): void {
  describe(`locations ${name}`, () => {
    let world: LocationWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());
    beforeEach(() => world.clear());

    const user = (index: number) => world.userIds[index] ?? -1;
    const save = (index: number, what: Position) => world.store.save([{ tenantId: world.tenantId, userId: user(index), ...what }]);
    const newest = async (index: number, since = EVER) => (await world.store.newest(world.tenantId, [user(index)], since)).get(user(index));

    test("gives back what was saved, to the last digit", async () => {
      const exact: Position = { latitude: -89.123456789, longitude: 179.999999, precisionMeters: null, at: new Date(NOON + 1) };
      await save(0, exact);
      expect(await newest(0)).toEqual(exact);
    });

    test("holds no position of somebody who never told one", async () => {
      await save(0, position(1));
      expect([...(await world.store.newest(world.tenantId, world.userIds, EVER)).keys()]).toEqual([user(0)]);
      expect(await world.store.newest(world.tenantId, [], EVER)).toEqual(new Map());
    });

    test("moves forward in time only", async () => {
      for (const [minute, latitude] of [
        [5, 1],
        [4, 2],
        [5, 3],
        [6, 4],
      ] as const) {
        await save(0, position(minute, latitude));
      }
      expect(await newest(0)).toEqual(position(6, 4));
    });

    test("takes many users at once, each by itself", async () => {
      await save(1, position(9));
      await world.store.save(world.userIds.map((userId, index) => ({ tenantId: world.tenantId, userId, ...position(5, index) })));
      const all = await world.store.newest(world.tenantId, world.userIds, EVER);
      expect(all.size).toBe(world.userIds.length);
      expect([all.get(user(0)), all.get(user(1)), all.get(user(2))]).toEqual([position(5, 0), position(9), position(5, 2)]);
      await world.store.save([]);
    });

    test("is blind to what is not after a moment", async () => {
      await save(0, position(5));
      expect(await newest(0, minutes(5))).toBeUndefined();
      expect(await newest(0, minutes(4))).toEqual(position(5));
    });

    test("forgets what is not after a moment, and keeps the rest", async () => {
      await save(0, position(5));
      await save(1, position(6));
      await world.store.forget(minutes(5));
      expect([await newest(0), await newest(1)]).toEqual([undefined, position(6)]);
      await save(0, position(1));
      expect(await newest(0)).toEqual(position(1));
    });

    test("keeps tenants apart", async () => {
      const { stranger } = world;
      await world.store.save([
        { ...stranger, ...position(1) },
        { tenantId: world.tenantId, userId: stranger.userId, ...position(2) },
      ]);
      expect(await world.store.newest(world.tenantId, [stranger.userId], EVER)).toEqual(new Map());
      expect(await world.store.newest(stranger.tenantId, [stranger.userId, user(0)], EVER)).toEqual(
        new Map([[stranger.userId, position(1)]]),
      );
    });

    test("leaves out users who are gone", async () => {
      await world.store.save([
        { tenantId: world.tenantId, userId: 2_000_000_000, ...position(1) },
        { tenantId: world.tenantId, userId: user(0), ...position(1) },
      ]);
      expect(await newest(0)).toEqual(position(1));
    });

    test("ends with each one's newest, in whatever order and however often they come", async () => {
      const reports = fc.array(fc.record({ index: fc.nat({ max: 3 }), minute: fc.nat({ max: 20 }) }), { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(reports, async (history) => {
          await world.clear();
          // The latitude is the minute's: of two at one moment either may stay.
          for (const { index, minute } of history) await save(index, position(minute, minute));
          for (const index of [0, 1, 2, 3]) {
            const latest = Math.max(...history.filter((report) => report.index === index).map(({ minute }) => minute));
            expect(await newest(index)).toEqual(latest < 0 ? undefined : position(latest, latest));
          }
        }),
        { numRuns: 30 },
      );
    });

    test("finds who is near a place, its edge included, and nobody else's", async () => {
      const { tenantId, stranger, userIds } = world;
      const there = (latitude: number, longitude: number, minute = 5): Position => ({ ...position(minute), latitude, longitude });
      // A thousandth of a degree of latitude is 111.2 m.
      await save(0, there(31.2, 121.5));
      await save(1, there(31.201, 121.5));
      await save(2, there(31.2, 121.502));
      await save(3, there(31.2, 121.5, 1));
      await world.store.save([{ ...stranger, ...there(31.2, 121.5) }]);
      const near = async (radiusMeters: number) => [
        ...(await world.store.near(tenantId, { latitude: 31.2, longitude: 121.5, radiusMeters }, minutes(1))),
      ];
      const ordinals = (...indexes: number[]) => indexes.map((index) => world.ordinals[index]);
      expect(await near(1)).toEqual(ordinals(0));
      expect(await near(111)).toEqual(ordinals(0));
      expect(await near(112)).toEqual(ordinals(0, 1));
      expect(await near(190)).toEqual(ordinals(0, 1));
      expect(await near(191)).toEqual(ordinals(0, 1, 2));
      await world.store.save(userIds.map((userId) => ({ tenantId, userId, ...there(-31.2, -121.5, 9) })));
      expect(await near(100_000)).toEqual([]);
    });

    test("measures distances as the earth is round, over the poles and the 180th meridian", async () => {
      const latitude = fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, -89.9, 0, 89.99, 90, 31.2));
      const longitude = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, -179.99, 0, 179.99, 180));
      const place = fc.record({ latitude, longitude });
      const nudge = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
      await fc.assert(
        fc.asyncProperty(
          place,
          fc.integer({ min: 1, max: 100_000 }),
          fc.array(nudge, { minLength: 5, maxLength: 30 }),
          async (center, radius, nudges) => {
            await world.clear();
            const places = nudges.map(([up, right]) => displaced(center, up, right));
            await world.store.save(places.map((one, i) => ({ tenantId: world.tenantId, userId: user(i), ...position(5), ...one })));
            const found = [...(await world.store.near(world.tenantId, { ...center, radiusMeters: radius }, EVER))];
            // What lies within a millimetre of the edge may be taken either way.
            const inside = (slack: number) =>
              places.flatMap((one, i) => (metresBetween(one, center) <= radius + slack ? [world.ordinals[i]] : []));
            expect(inside(0.001)).toEqual(expect.arrayContaining(found));
            expect(found).toEqual(expect.arrayContaining(inside(-0.001)));
            expect(found).toEqual(found.toSorted((a, b) => a - b));
          },
        ),
        { numRuns: 60 },
      );
    });

    test("takes the same users from several sides at once", async () => {
      const batch = (minute: number) => world.userIds.map((userId) => ({ tenantId: world.tenantId, userId, ...position(minute, minute) }));
      await Promise.all(Array.from({ length: 10 }, (_, minute) => world.store.save(minute % 2 ? batch(minute) : batch(minute).reverse())));
      const all = await world.store.newest(world.tenantId, world.userIds, EVER);
      expect(new Set([...all.values()].map(({ latitude }) => latitude))).toEqual(new Set([9]));
    });
  });
}

/** A place up to a degree away, still on the globe. */
function displaced(center: { latitude: number; longitude: number }, up: number, right: number) {
  const longitude = center.longitude + right;
  return {
    latitude: Math.max(-90, Math.min(90, center.latitude + up)),
    longitude: longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
  };
}
