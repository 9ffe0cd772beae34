import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountSeed, followerNumberOf, isWellFormedOpenid, mix, openidOf, personOfUnionid, unionidOf, unmix } from "./openids.js";

const seeds = fc.integer();
const numbers = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("openids", () => {
  it("give back the number they were made from", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, n) => {
        const openid = openidOf(seed, n);
        expect(openid).toMatch(/^o[\w-]{27}$/);
        expect(followerNumberOf(seed, openid)).toBe(n);
      }),
      { numRuns: 2000 },
    );
  });

  it("of another account are none of this one's, though well formed", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, n) => {
        const foreign = openidOf(accountSeed(seed, "wx-other"), n);
        expect(isWellFormedOpenid(foreign)).toBe(true);
        expect(followerNumberOf(seed, foreign)).toBeNull();
      }),
    );
  });

  it("with any one character changed are nobody's", () => {
    fc.assert(
      fc.property(seeds, numbers, fc.integer({ min: 1, max: 27 }), fc.constantFrom(..."AZaz09-_"), (seed, n, at, character) => {
        const openid = openidOf(seed, n);
        fc.pre(openid[at] !== character);
        expect(followerNumberOf(seed, openid.slice(0, at) + character + openid.slice(at + 1))).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it("do not come out of garbage", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(followerNumberOf(1, text)).toBeNull();
      }),
    );
  });

  it("differ for 100,000 people, and share the account's first six characters", () => {
    const openids = new Set<string>();
    const heads = new Set<string>();
    for (let n = 0; n < 100_000; n++) {
      const openid = openidOf(1, n);
      openids.add(openid);
      heads.add(openid.slice(0, 6));
    }
    expect([openids.size, heads.size]).toEqual([100_000, 1]);
  });

  it("mixing has an inverse", () => {
    fc.assert(fc.property(numbers, (n) => unmix(mix(n)) === n && mix(unmix(n)) === n));
  });
});

describe("unionids", () => {
  it("give back the person, and are no openids", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, n) => {
        expect(personOfUnionid(seed, unionidOf(seed, n))).toBe(n);
        expect(followerNumberOf(seed, unionidOf(seed, n))).toBeNull();
      }),
    );
  });
});
