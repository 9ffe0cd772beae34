import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LOCATION_DAYS, type LocationStore, type Position } from "../../src/users/index.js";
import { metresBetween } from "../support/naive-audience.js";

/** One place to keep positions, with two tenants. */
export interface LocationWorld {
  store: LocationStore;
  /** The same, as another process has it. */
  another: LocationStore;
  /** At least 3,000 users of the first tenant, and one of another tenant. */
  tenantId: number;
  userIds: number[];
  /** Of the same users. */
  ordinals: number[];
  stranger: { tenantId: number; userId: number };
  /** In how many places of the storage the user's position stands; 1 where it is known and nothing is under way. */
  traces(userId: number): Promise<number>;
  /** As when a user of the first tenant is erased on request. */
  erase(userId: number): Promise<void>;
  /** Forgets all positions. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of an hour ago: positions end by the real clock. */
const NOON = Math.floor(Date.now() / 60_000) * 60_000 - HOUR_MS;
const minutes = (count: number) => new Date(NOON + count * 60_000);
const EVER = new Date(0);
const position = (minute: number, latitude = 31.2): Position => ({ latitude, longitude: 121.5, precisionMeters: 40, at: minutes(minute) });

/** Of hundreds of rounds, on a machine that does other things as well. */
const LONG = { timeout: 120_000 };

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
    const few = () => world.userIds.slice(0, 50);
    const nearUser = async (index: number, { latitude, longitude }: Pick<Position, "latitude" | "longitude">, radiusMeters = 1) => {
      const found = await world.store.near(world.tenantId, { latitude, longitude, radiusMeters }, EVER);
      return found.includes(world.ordinals[index] ?? -1);
    };
    const own = (index: number) => ({ tenantId: world.tenantId, userId: user(index) });
    const save = (index: number, what: Position) => world.store.save([{ ...own(index), ...what }]);
    const newest = async (index: number, since = EVER) => (await world.store.newest(world.tenantId, [user(index)], since)).get(user(index));

    test("gives back what was saved, to the last digit", async () => {
      const exact: Position = { latitude: -89.123456789, longitude: 179.999999, precisionMeters: null, at: new Date(NOON + 1) };
      await save(0, exact);
      expect(await newest(0)).toEqual(exact);
    });

    test("holds no position of somebody who never told one", async () => {
      await save(0, position(1));
      expect([...(await world.store.newest(world.tenantId, few(), EVER)).keys()]).toEqual([user(0)]);
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
      await world.store.save(few().map((userId, index) => ({ tenantId: world.tenantId, userId, ...position(5, index) })));
      const all = await world.store.newest(world.tenantId, few(), EVER);
      expect(all.size).toBe(few().length);
      expect([all.get(user(0)), all.get(user(1)), all.get(user(2))]).toEqual([position(5, 0), position(9), position(5, 2)]);
      await world.store.save([]);
    });

    test("is blind to what is not after a moment", async () => {
      await save(0, position(5));
      expect(await newest(0, minutes(5))).toBeUndefined();
      expect(await newest(0, minutes(4))).toEqual(position(5));
    });

    test("ends after 60 days, and keeps the rest", async () => {
      const over = () => new Date(Date.now() - LOCATION_DAYS * DAY_MS);
      await save(0, { ...position(0), at: new Date(over().getTime() + 1_500) });
      await save(1, { ...position(0), at: new Date(over().getTime() + HOUR_MS) });
      expect([await newest(0), await newest(1)]).toEqual([expect.anything(), expect.anything()]);
      expect([await nearUser(0, position(0)), await nearUser(1, position(0))]).toEqual([true, true]);
      await sleep(1_600);
      await world.store.forget(over());
      expect([await newest(0), await newest(1)]).toEqual([undefined, expect.anything()]);
      expect([await nearUser(0, position(0)), await nearUser(1, position(0))]).toEqual([false, true]);
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

    test("ends with each one's newest, in whatever order and however often they come", LONG, async () => {
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
      const { tenantId, stranger } = world;
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
      await world.store.save(few().map((userId) => ({ tenantId, userId, ...there(-31.2, -121.5, 9) })));
      expect(await near(100_000)).toEqual([]);
    });

    test("measures distances as the earth is round, over the poles and the 180th meridian", LONG, async () => {
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
      const batch = (minute: number) => few().map((userId) => ({ tenantId: world.tenantId, userId, ...position(minute, minute) }));
      await Promise.all(
        Array.from({ length: 10 }, (_, minute) =>
          minute % 2 ? world.store.save(batch(minute)) : world.another.save(batch(minute).reverse()),
        ),
      );
      const all = await world.store.newest(world.tenantId, few(), EVER);
      expect(new Set([...all.values()].map(({ latitude }) => latitude))).toEqual(new Set([9]));
    });

    test("of somebody who moves to and fro, told by several processes at once, holds the newest place and no other", LONG, async () => {
      // Next door, the next cell, another town; today and days ago.
      const there = fc.constantFrom(31.2, 31.2001, 31.35, 39.9);
      const reports = fc.uniqueArray(fc.record({ hour: fc.nat({ max: 90 }), latitude: there }), {
        selector: ({ hour }) => hour,
        minLength: 2,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(reports, async (history) => {
          await world.clear();
          const told = history.map(({ hour, latitude }) => position(-60 * hour, latitude));
          await Promise.all(told.map((one, i) => (i % 2 ? world.store : world.another).save([{ ...own(0), ...one }])));
          const last = told.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0] ?? position(0);
          expect(await newest(0)).toEqual(last);
          for (const one of told) expect(await nearUser(0, one)).toBe(one.latitude === last.latitude);
          expect(await world.traces(user(0))).toBe(1);
        }),
        { numRuns: 60 },
      );
    });

    test("of two places told of the same moment keeps one", async () => {
      await Promise.all([1, 2, 39].map((latitude) => world.store.save([{ ...own(0), ...position(5, latitude) }])));
      const kept = await newest(0);
      expect([1, 2, 39]).toContain(kept?.latitude);
      for (const latitude of [1, 2, 39]) expect(await nearUser(0, position(5, latitude))).toBe(kept?.latitude === latitude);
      expect(await world.traces(user(0))).toBe(1);
    });

    test("tells thousands in one place from one another", async () => {
      const { tenantId, userIds, ordinals } = world;
      // One each 0.37 m to the north: 3,000 of them on 1.1 km.
      const places = userIds.map((userId, i) => ({ tenantId, userId, ...position(5, 31.2 + i / 300_000) }));
      await world.store.save(places);
      for (const radiusMeters of [1, 100, 555, 5_000]) {
        const found = [...(await world.store.near(tenantId, { latitude: 31.2, longitude: 121.5, radiusMeters }, EVER))];
        const inside = places.flatMap((one, i) =>
          metresBetween(one, { latitude: 31.2, longitude: 121.5 }) <= radiusMeters ? [ordinals[i]] : [],
        );
        expect(found).toEqual(inside);
      }
    });

    test("holds nothing of somebody who was erased, and everybody else", async () => {
      await save(0, position(-5 * 24 * 60, 39.9));
      await save(0, position(-60, 31.35));
      await save(0, position(5));
      await save(1, position(5));
      await world.erase(user(0));
      expect([await newest(0), await newest(1)]).toEqual([undefined, position(5)]);
      expect([await nearUser(0, position(5), 100_000), await nearUser(1, position(5))]).toEqual([false, true]);
      expect([await world.traces(user(0)), await world.traces(user(1))]).toEqual([0, 1]);
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
