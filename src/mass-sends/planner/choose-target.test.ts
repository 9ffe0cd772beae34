import { describe, expect, test } from "vitest";
import { AccountKind } from "../../accounts/index.js";
import { DispatchMethod } from "../mass-send.enums.js";
import { type Words, words } from "../words.js";
import { countDoubt, coverageDoubt, type SendallGroup, syncDoubt, withoutSendall } from "./choose-target.js";

const ALL: SendallGroup = {
  target: { method: DispatchMethod.TO_ALL, wechatTagId: null },
  name: words("all followers", "全部粉丝"),
  ...{ reached: 10, shared: 10, followers: 12, doubt: null },
};
const NOW = new Date("2026-03-02T00:00:00Z");
const WHY = words("why", "为何");

describe("mass/sendall reaches exactly the audience", () => {
  test("where the two are the same people", () => expect(coverageDoubt(10, ALL)).toBeNull());
  test("not where others would get it too", () => expect(coverageDoubt(9, { ...ALL, shared: 9 })?.en).toContain("1 people outside"));
  test("not where some would not get it", () => expect(coverageDoubt(11, ALL)?.en).toContain("1 of the audience"));
  test("not where WeChat counts others, or says nothing", () => {
    expect(countDoubt(ALL, 12)).toBeNull();
    expect(countDoubt(ALL, 13)?.en).toContain("WeChat counts 13, Tagcast knows 12");
    expect(countDoubt(ALL, null)?.en).toContain("does not say");
  });
  test.each([
    ["2026-03-01T00:00:00Z", null],
    ["2026-02-28T23:59:59Z", "more than 24 hours"],
    [null, "never listed"],
  ])("followers listed at %s: %s", (at, said) => {
    const doubt = syncDoubt(at === null ? null : new Date(at), NOW);
    if (said === null) expect(doubt).toBeNull();
    else expect(doubt?.en).toContain(said);
  });
});

describe("without it", () => {
  const facts = (kind: AccountKind) => ({ account: { kind, verified: true }, reachable: 10, sendable: 10, groups: [] });
  test("a service account sends by openid", () =>
    expect(withoutSendall(facts(AccountKind.SERVICE), [WHY])).toEqual({
      target: { method: DispatchMethod.BY_OPENID, wechatTagId: null },
    }));
  test("a subscription account is told why not, and what to do", () => {
    const { refusal } = withoutSendall(facts(AccountKind.SUBSCRIPTION), [WHY]) as { refusal: Words };
    expect(refusal.en).toMatch(/订阅号.*; why; .*mirrorToWeChat/);
    expect(refusal.zh).toMatch(/^这是订阅号：.*；为何；请给这个人群.*标签$/);
  });
});
