import { describe, expect, test } from "vitest";
import { mentionPattern, replaceMentions } from "./mentions.js";

const NAME = "oAbc_defghijklmnopqrstuv-xyz";
const PHONE = "13970715555";
const pattern = new RegExp(mentionPattern({ names: [NAME], phones: [PHONE] }), "g");
const replaced = (text: string) => replaceMentions(text, pattern, "X", []);

describe("mentions in texts", () => {
  test.each([
    [`open id: ${NAME}!`, "open id: X!"],
    [`qrscene_${NAME}`, "qrscene_X"],
    [`${NAME}${PHONE}`, "XX"],
    ["我的电话是13970715555，谢谢", "我的电话是X，谢谢"],
    ["call 139 7071 5555 or 139-7071-5555", "call X or X"],
    ["+8613970715555, +86 139-7071-5555, 8613970715555", "X, X, X"],
    ["１３９７０７１５５５５　１３９　７０７１－５５５５", "X　X"],
    ["😀１３９７０７１５５５５😀１", "😀X😀１"],
  ])("%s", (text, expected) => {
    expect(replaced(text)).toBe(expected);
  });

  test.each(["213970715555", "139707155551", "1397071555", "oAbc_defghijklmnopqrstuv-xy", "2026139707155550001"])("%s is none", (text) => {
    expect(replaced(text)).toBe(text);
  });

  test("are found at any depth, and not under the keys that are excepted", () => {
    const value = { MsgId: PHONE, Content: PHONE, List: [{ Inner: NAME, n: 13970715555 }, null, true] };
    expect(replaceMentions(value, pattern, "X", ["MsgId"])).toEqual({
      MsgId: PHONE,
      Content: "X",
      List: [{ Inner: "X", n: 13970715555 }, null, true],
    });
  });
});
