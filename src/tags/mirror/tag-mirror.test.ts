import { describe, expect, test } from "vitest";
import { WeChatError, type WeChatErrorKind } from "../../wechat/index.js";
import { pauseAfter } from "./mirror-runner.js";
import type { MirrorFacts } from "./mirror-states.port.js";
import { mirrorOf } from "./tag-mirror.js";

const FACTS: MirrorFacts = { tagId: 1, settled: true, pending: 0, nameError: null, refused: [], waitsFor: null };

describe("what operators see of a mirrored tag", () => {
  test.each<[Partial<MirrorFacts>, string, string | null]>([
    [{}, "IN_STEP", null],
    [{ waitsFor: "45009" }, "IN_STEP", null],
    [{ settled: false, pending: 3 }, "BEHIND", null],
    [{ settled: false, waitsFor: "45009 reach max api daily quota limit" }, "BEHIND", "45009 reach max api daily quota limit"],
    [{ nameError: "45157 invalid tag name", settled: false }, "FAILED", "45157 invalid tag name"],
    [{ refused: [4, 9], pending: 2 }, "FAILED", "WeChat allows 20 tags a user: 2 have them already (users 4, 9)"],
    [{ refused: [1, 2, 3, 4, 5, 6] }, "FAILED", "WeChat allows 20 tags a user: 6 have them already (users 1, 2, 3, 4, 5, …)"],
    [
      { refused: Array.from({ length: 1_000 }, (_, n) => n) },
      "FAILED",
      "WeChat allows 20 tags a user: 1000 or more have them already (users 0, 1, 2, 3, 4, …)",
    ],
  ])("of %j is %s: %s", (facts, state, error) => {
    expect(mirrorOf({ ...FACTS, ...facts })).toEqual({ state, error, pending: facts.pending ?? 0 });
  });
});

describe("mirrored tags wait", () => {
  const now = new Date("2026-03-01T10:00:10Z");
  const pauseOf = (kind: WeChatErrorKind) => pauseAfter(new WeChatError(kind, "/cgi-bin/tags/get", 1, "no"), now);

  test.each<[WeChatErrorKind, string]>([
    ["quota-day", "2026-03-01T16:00:05.000Z"],
    ["quota-minute", "2026-03-01T10:01:05.000Z"],
    ["unclear", "2026-03-01T10:00:40.000Z"],
    ["refused", "2026-03-01T11:00:10.000Z"],
  ])("after %s until %s", (kind, until) => expect(pauseOf(kind).until.toISOString()).toBe(until));

  test("with WeChat's words; of a failure of ours nothing is told but where to look", () => {
    expect(pauseOf("unclear").text).toBe("/cgi-bin/tags/get: 1 no");
    expect(pauseAfter(new Error("password=secret"), now).text).not.toContain("secret");
  });
});
