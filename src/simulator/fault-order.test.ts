import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultShape, pathMatches } from "./fault-order.js";
import { Faults } from "./faults.js";

const SEND = "/cgi-bin/message/mass/send";

describe("a pattern of paths", () => {
  it.each([
    [SEND, SEND, true],
    [SEND, `${SEND}all`, false],
    ["/cgi-bin/message/*", SEND, true],
    ["*/send", SEND, true],
    ["/cgi-bin/*/mass/*", SEND, true],
    ["/cgi-bin/*/get", "/cgi-bin/tags/get", true],
    ["/cgi-bin/*/get", "/cgi-bin/tags/getidlist", false],
    ["*", SEND, true],
    ["/a*a", "/a", false],
  ])("%s means %s: %s", (pattern, path, meant) => expect(pathMatches(pattern, path)).toBe(meant));

  it("agrees with the regular expression it stands for", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", "[^]*")}$`);
        expect(pathMatches(pattern, path)).toBe(expression.test(path));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an order", () => {
  it.each([
    [{ path: SEND, kind: "errcode" }, "needs an errcode"],
    [{ path: "job", kind: "status" }, "needs a status"],
    [{ path: SEND, kind: "duplicate" }, "a fault on /cgi-bin/message/mass/send is one of"],
    [{ path: "callback", kind: "http-503" }, "a fault on callback is one of"],
    [{ path: SEND, kind: "slow", when: "after" }, "only for http-500"],
    [{ path: SEND, kind: "slow", errcode: -1 }, "only for errcode"],
    [{ path: SEND, kind: "slow", event: "text" }, "only for faults on callback"],
    [{ path: SEND, kind: "cut", delayMs: 5 }, "only for timeout-before"],
    [{ path: SEND, kind: "http-502", inDoubt: true }, "only for faults that lose the reply after acting"],
    [{ path: SEND, kind: "content-type", contentType: "a\r\nb" }, "contentType"],
    [{ path: "callback", kind: "late", forgery: "stale" }, "only for forged"],
    [{ path: SEND, kind: "slow", probability: 2 }, "probability"],
  ])("%o is refused: %s", (order, problem) => {
    const { error } = faultShape.safeParse(order);
    expect(JSON.stringify(error?.issues)).toContain(problem);
  });
});

describe("faults by chance", () => {
  const struck = (others: number) => {
    const faults = new Faults(7);
    faults.order({ path: SEND, kind: "slow", probability: 0.5 });
    faults.order({ path: "/cgi-bin/tags/get", kind: "slow", probability: 0.5 });
    return Array.from({ length: 30 }, () => {
      for (let i = 0; i < others; i++) faults.take({ path: "/cgi-bin/tags/get", appId: null });
      return faults.take({ path: SEND, appId: null }) !== null;
    });
  };

  it("are the same for the same seed, whatever else is called meanwhile", () => {
    expect(struck(0)).toEqual(struck(3));
    expect(new Set(struck(0)).size).toBe(2);
  });
});

describe("many orders", () => {
  it("used-up ones are forgotten beyond 200, and no more than 200 are under way", () => {
    const faults = new Faults(1);
    const order = () => faults.order({ path: SEND, kind: "slow" });
    for (let i = 0; i < 200; i++) order();
    expect(order()).toBeNull();
    faults.take({ path: SEND, appId: null });
    expect(order()).toBe(201);
    expect(faults.list()).toHaveLength(200);
  });
});
