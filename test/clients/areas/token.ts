import { expect } from "vitest";
import { type Area, refused, returned } from "../support/journey.js";

const TOKEN_LIFE_S = 7_200;

interface Token {
  token: string;
  secondsLeft: number;
}

/** `early`: by how many seconds the library lets a token end before WeChat does. */
export function token(early: number): Area {
  return {
    name: "token: got, kept, got anew; a wrong secret is refused",
    check: (journey) => {
      journey.expect({ "token.wrongSecret": refused(40125) });
      const [first, renewed] = ["token.first", "token.renewed"].map((step) => journey.returned<Token>(step));
      expect(first?.token).not.toBe(renewed?.token);
      for (const { secondsLeft } of [first, renewed].filter((one) => one !== undefined)) {
        expect(secondsLeft).toBeGreaterThan(TOKEN_LIFE_S - early - 60);
        expect(secondsLeft).toBeLessThanOrEqual(TOKEN_LIFE_S - early);
      }
      // Two by the steps, one refused, and one after the first had been ended: every other call used a token kept.
      expect(journey.sent("token")).toHaveLength(4);
    },
  };
}

export const EXPIRY: Area = {
  name: "token: one that ended is renewed and the call repeated, by the library itself",
  check: (journey) => {
    const [first, again] = journey.sent("tags/get").map(({ query }) => query.get("access_token"));
    expect(journey.simulator.calls.report()["/cgi-bin/tags/get"]?.outcomes).toMatchObject({ 42001: 1 });
    expect(first).toBe(journey.returned<Token>("token.renewed").token);
    expect(again).not.toBe(first);
  },
};

export const STABLE_TOKEN: Area = {
  name: "token: the stable one is the same wherever it is asked for",
  check: (journey) => {
    const stable = journey.returned<Token>("token.stable");
    journey.expect({ "token.stableElsewhere": returned(expect.objectContaining({ token: stable.token })) });
    expect(stable.token).not.toBe(journey.returned<Token>("token.renewed").token);
  },
};
