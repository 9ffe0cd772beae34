import { describe, expect, it } from "vitest";
// The server's own list, so that a reason which the console has no words for fails here.
import { ERROR_REASONS } from "../../../src/graphql/error-reasons";
import { errorWords } from "../ui/error-words";
import { reasons } from "./errors";

const SAY = { number: (value: number) => value.toLocaleString("zh-CN"), word: () => undefined };
const told = (facts: object) => errorWords("zh", "the server's words", { ...facts }, SAY);

describe("the server's reasons in Chinese", () => {
  it.each(Object.entries(ERROR_REASONS))("%s, with each of its numbers and names", (reason, parts) => {
    const values = Object.fromEntries(parts.map((part) => [part, `‹${part}›`]));
    const { text, detail } = told({ reason, ...values });
    expect(text).toMatch(/^[^{}]*\p{Script=Han}[^{}]*[。]$/u);
    expect(text).not.toContain("undefined");
    for (const [part, value] of Object.entries(values)) expect(part === "detail" ? detail : text).toContain(value);
  });

  it("knows no other", () => {
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(ERROR_REASONS).sort());
  });

  it("names the field, writes numbers as people do, and says kinds and states in Chinese", () => {
    expect(told({ reason: "LENGTH", field: "input.name", min: 1, max: 64, length: 1_234 }).text).toBe(
      "名称：须为 1 到 64 个字符，现在是 1,234 个。",
    );
    expect(told({ reason: "EMPTY", field: "input.tagIds[3]" }).text).toBe("标签：还没有填写。");
    expect(told({ reason: "GONE", field: "id", kind: "mass send", id: "7" }).text).toBe("找不到群发 7，可能已被删除。请返回列表重新选择。");
    const word = (name: string) => ({ COMPLETED: "已完成" })[name];
    const state = { reason: "STATE", action: "pause", status: "COMPLETED" };
    expect(errorWords("zh", "", state, { ...SAY, word }).text).toBe("这次群发现在是「已完成」，不能暂停。");
  });

  it("leaves what somebody typed as it is", () => {
    expect(told({ reason: "NAME_TAKEN", field: "input.name", name: "user" }).text).toContain("「user」");
  });

  it("says WeChat's numbers with what to do, its words beneath", () => {
    expect(told({ code: "WECHAT_API_ERROR", errcode: 45_157, errmsg: "invalid tag name" })).toEqual({
      text: "标签名在微信已存在或不合规，请换一个。（错误码 45157）",
      detail: "invalid tag name",
    });
  });

  it("gives the server's words where it has none of its own, and in English", () => {
    expect(told({ code: "WECHAT_API_ERROR", errcode: 1 })).toEqual({ text: null, detail: "the server's words" });
    expect(errorWords("en", "the server's words", { reason: "EMPTY" }, SAY)).toEqual({ text: "the server's words", detail: null });
  });
});
