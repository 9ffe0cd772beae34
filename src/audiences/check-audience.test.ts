import { describe, expect, it } from "vitest";
import { AudienceChecker } from "./check-audience.js";
import { parseAudience } from "./parse-audience.js";

const SEGMENTS: Record<number, unknown> = {
  1: { vip: true },
  2: { not: { segment: "1" } },
  3: { all: [{ segment: "4" }, { vip: true }] },
  4: { segment: "3" },
  5: { any: Array.from({ length: 150 }, () => ({ vip: true })) },
  6: { tag: "999" },
};

const checker = new AudienceChecker(
  { existing: async (tenantId, ids) => new Set(ids.filter((id) => tenantId === 1 && id < 100)) },
  {
    segmentAudiences: async (tenantId, ids) =>
      new Map(ids.filter((id) => tenantId === 1 && id in SEGMENTS).map((id) => [id, parseAudience(SEGMENTS[id])])),
  },
);

describe("AudienceChecker", () => {
  it("gives the expression when every tag exists", async () => {
    await expect(checker.read(1, { not: { tag: "7" } })).resolves.toEqual({ kind: "not", of: { kind: "tag", tagId: 7 } });
  });

  it("names the path of an unknown tag", async () => {
    const input = { all: [{ tag: "7" }, { not: { any: [{ vip: true }, { tag: "999" }] } }] };
    await expect(checker.read(1, input, "input.rule")).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: "input.rule.all[1].not.any[1].tag: no tag 999",
      details: { field: "input.rule.all[1].not.any[1].tag" },
    });
  });

  it("does not know another tenant's tag", async () => {
    await expect(checker.read(2, { tag: "7" })).rejects.toMatchObject({ details: { field: "audience.tag" } });
  });

  it("binds segments to what they hold, theirs included", async () => {
    const vip = { kind: "vip", value: true };
    await expect(checker.read(1, { all: [{ segment: "2" }, { segment: "1" }] })).resolves.toEqual({
      kind: "all",
      of: [
        { kind: "segment", segmentId: 2, of: { kind: "not", of: { kind: "segment", segmentId: 1, of: vip } } },
        { kind: "segment", segmentId: 1, of: vip },
      ],
    });
  });

  it.each<[string, number, unknown, string, RegExp]>([
    ["that does not exist", 1, { not: { segment: "77" } }, "audience.not.segment", /no segment 77/],
    ["of another tenant", 2, { segment: "1" }, "audience.segment", /no segment 1/],
    ["that holds itself", 1, { any: [{ vip: true }, { segment: "3" }] }, "audience.any[1].segment", /segment 3 holds itself/],
    ["too large together", 1, { any: Array.from({ length: 7 }, () => ({ segment: "5" })) }, "audience.any[6].segment", /1000 leaves/],
    ["with a tag that is gone", 1, { all: [{ segment: "6" }] }, "audience.all[0].segment", /names tag 999, which is gone/],
  ])("names the path of a segment %s", async (_name, tenantId, input, field, message) => {
    await expect(checker.read(tenantId, input)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringMatching(message),
      details: { field },
    });
  });
});
