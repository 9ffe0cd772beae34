import { describe, expect, it } from "vitest";
import type { Audience } from "./audience.js";
import { audienceToText } from "./audience-text.js";

const names = { tag: (id: number) => (id === 7 ? "新客" : undefined), province: () => "北京市", segment: () => "老客" };

const CASES: [Audience, string, string][] = [
  [{ kind: "everyone" }, "全部用户", "everyone"],
  [{ kind: "tag", tagId: 7 }, "标签「新客」", 'tag "新客"'],
  [{ kind: "tag", tagId: 8 }, "标签「#8」", 'tag "#8"'],
  [{ kind: "users", userIds: [1, 2] }, "指定的 2 位用户", "2 listed users"],
  [{ kind: "openids", openids: ["a"] }, "指定的 1 个 openid", "1 listed openid"],
  [{ kind: "subscribed", value: false }, "未关注", "not following"],
  [{ kind: "status", status: "DELETED" }, "状态为已删除", "status deleted"],
  [{ kind: "not", of: { kind: "sex", sex: "MALE" } }, "非(男)", "not (male)"],
  [{ kind: "birthday", from: "12-20", to: "01-05" }, "生日 12-20 至 01-05", "birthday 12-20 to 01-05"],
  [{ kind: "age", min: 18, max: null }, "年龄（周岁）18 起", "age from 18"],
  [{ kind: "age", min: null, max: 30 }, "年龄（周岁）30 止", "age up to 30"],
  [{ kind: "createdAt", from: "2026-01-01", to: null }, "加入时间 2026-01-01 起", "added from 2026-01-01"],
  [
    { kind: "lastActiveAt", from: "2026-01-01", to: "2026-01-31" },
    "最近活跃 2026-01-01 至 2026-01-31",
    "last active 2026-01-01 to 2026-01-31",
  ],
  [{ kind: "near", latitude: 31.2, longitude: 121.5, radiusMeters: 500 }, "距 (31.2, 121.5) 500 米以内", "within 500 m of (31.2, 121.5)"],
  [{ kind: "segment", segmentId: 3, of: null }, "人群「老客」", 'segment "老客"'],
  [
    {
      kind: "any",
      of: [
        {
          kind: "all",
          of: [
            { kind: "tag", tagId: 7 },
            { kind: "province", id: 11 },
          ],
        },
        { kind: "vip", value: true },
      ],
    },
    "(标签「新客」 且 省份「北京市」) 或 会员",
    '(tag "新客" and province "北京市") or VIP',
  ],
];

describe("audienceToText", () => {
  it.each(CASES)("says %j", (audience, zh, en) => {
    expect(audienceToText(audience, names)).toBe(zh);
    expect(audienceToText(audience, names, "en")).toBe(en);
  });
});
