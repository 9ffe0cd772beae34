import { describe, expect, it } from "vitest";
import { PREVIOUS_SECRETS_MS, previousAfter } from "./callback-rotation.js";

const NOW = new Date("2026-03-01T00:00:00Z");
const until = new Date(NOW.getTime() + PREVIOUS_SECRETS_MS);
const pair = (callbackToken: string, encodingAesKey: string | null) => ({ callbackToken, encodingAesKey });
type Pair = ReturnType<typeof pair>;

/** What stays valid after going through `pairs` one after the other, at one moment. */
function rotated(...pairs: Pair[]) {
  return pairs.slice(1).reduce<ReturnType<typeof previousAfter<string>>>((running, next, index) => {
    const stored = pairs[index] ?? next;
    return previousAfter(stored, stored, next, running, NOW);
  }, null);
}

describe("previousAfter", () => {
  it("remembers nothing where nothing changes", () => {
    expect(rotated(pair("t", "k"), pair("t", "k"))).toBeNull();
  });

  it("remembers both secrets, whichever changes", () => {
    expect(rotated(pair("t1", "k1"), pair("t2", "k1"))).toEqual({ ...pair("t1", "k1"), until });
    expect(rotated(pair("t1", "k1"), pair("t1", "k2"))).toEqual({ ...pair("t1", "k1"), until });
    expect(rotated(pair("t1", "k1"), pair("t2", "k2"))).toEqual({ ...pair("t1", "k1"), until });
  });

  it("remembers plain mode as what was before the first key, and the key when plain mode comes back", () => {
    expect(rotated(pair("t", null), pair("t", "k"))).toEqual({ ...pair("t", null), until });
    expect(rotated(pair("t", "k"), pair("t", null))).toEqual({ ...pair("t", "k"), until });
  });

  it("still knows the pair of before where token and key are changed one after the other", () => {
    expect(rotated(pair("t1", "k1"), pair("t2", "k1"), pair("t2", "k2"))).toEqual({ ...pair("t1", "k1"), until });
    expect(rotated(pair("t1", null), pair("t1", "k2"), pair("t2", "k2"))).toEqual({ ...pair("t1", null), until });
  });

  it("of two changes of one secret remembers the last", () => {
    expect(rotated(pair("t1", "k"), pair("t2", "k"), pair("t3", "k"))).toEqual({ ...pair("t2", "k"), until });
  });

  it("leaves what runs alone where nothing changes", () => {
    expect(rotated(pair("t1", "k"), pair("t2", "k"), pair("t2", "k"))).toEqual({ ...pair("t1", "k"), until });
  });
});
