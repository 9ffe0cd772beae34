import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyAudience } from "../../test/support/any-audience.js";
import type { Audience } from "./audience.js";
import { audienceToText } from "./audience-text.js";

const names = { tag: (id: number) => (id === 7 ? "新客" : undefined), province: () => "北京市", segment: () => "老客" };

const CASES: [Audience, string, string][] = [
  [{ kind: "everyone" }, "全部用户", "everyone"],
  [{ kind: "tag", tagId: 7 }, "标签「新客」", 'tag "新客"'],
  [{ kind: "tag", tagId: 8 }, "标签「#8」", 'tag "#8"'],
  [{ kind: "users", userIds: [1, 2, 1] }, "指定的 2 位用户", "2 listed users"],
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
  [
    { kind: "unreached", massSendId: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6" },
    "群发「#0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6」中被拒绝或未发出的批次里的用户",
    'in a batch of the mass send "#0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6" that was refused or never sent',
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

/** Expressions over three tags only: their words are few, so that a small parser reads them. */
function overTags(audience: Audience): Audience {
  if (audience.kind === "all" || audience.kind === "any") return { kind: audience.kind, of: audience.of.map(overTags) };
  if (audience.kind === "not") return { kind: "not", of: overTags(audience.of) };
  return { kind: "tag", tagId: audience.kind === "tag" ? audience.tagId : (audience.kind.length % 3) + 1 };
}

/** What the words mean, read by the grammar that brackets, "and", "or" and "not" promise: no "and" beside an "or" without brackets. */
class Reading {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly words: { and: string; or: string; not: string; tag: RegExp },
    private readonly carries: (tagId: number) => boolean,
  ) {}

  whole(): boolean {
    const value = this.combination();
    if (this.at !== this.text.length) throw new Error(`stopped at ${this.at}: ${this.text}`);
    return value;
  }

  private combination(): boolean {
    const parts = [this.part()];
    const glue = [this.words.and, this.words.or].find((word) => this.text.startsWith(word, this.at));
    while (glue !== undefined && this.took(glue)) parts.push(this.part());
    return glue === this.words.or ? parts.some(Boolean) : parts.every(Boolean);
  }

  private part(): boolean {
    if (this.took(this.words.not)) return !this.closed();
    if (this.took("(")) return this.closed();
    const found = this.words.tag.exec(this.text.slice(this.at));
    if (!found) throw new Error(`no tag at ${this.at}: ${this.text}`);
    this.at += found[0].length;
    return this.carries(Number(found[1]));
  }

  private closed(): boolean {
    const value = this.combination();
    if (!this.took(")")) throw new Error(`open bracket at ${this.at}: ${this.text}`);
    return value;
  }

  private took(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }
}

const carried = (audience: Audience, tags: ReadonlySet<number>): boolean => {
  if (audience.kind === "all") return audience.of.every((part) => carried(part, tags));
  if (audience.kind === "any") return audience.of.some((part) => carried(part, tags));
  if (audience.kind === "not") return !carried(audience.of, tags);
  return audience.kind === "tag" && tags.has(audience.tagId);
};

describe("audienceToText", () => {
  it("means what the expression means, in both languages", () => {
    const zh = { and: " 且 ", or: " 或 ", not: "非(", tag: /^标签「#(\d)」/ };
    const en = { and: " and ", or: " or ", not: "not (", tag: /^tag "#(\d)"/ };
    fc.assert(
      fc.property(anyAudience().map(overTags), fc.subarray([1, 2, 3]), (audience, tags) => {
        const has = new Set(tags);
        const meant = carried(audience, has);
        expect(new Reading(audienceToText(audience), zh, (id) => has.has(id)).whole()).toBe(meant);
        expect(new Reading(audienceToText(audience, {}, "en"), en, (id) => has.has(id)).whole()).toBe(meant);
      }),
      { numRuns: 1_000 },
    );
  });

  it("has words for every expression", () => {
    fc.assert(
      fc.property(anyAudience(), (audience) => {
        for (const language of ["zh", "en"] as const) expect(audienceToText(audience, {}, language)).not.toMatch(/undefined|null|^$/);
      }),
    );
  });

  it.each(CASES)("says %j", (audience, zh, en) => {
    expect(audienceToText(audience, names)).toBe(zh);
    expect(audienceToText(audience, names, "en")).toBe(en);
  });
});
