import { describe, expect, it } from "vitest";
import { AudienceChecker } from "./check-audience.js";

const checker = new AudienceChecker({
  existing: async (tenantId, ids) => new Set(ids.filter((id) => tenantId === 1 && id < 100)),
});

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
});
