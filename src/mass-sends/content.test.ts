import { describe, expect, test } from "vitest";
import { BadInputError } from "../graphql/errors.js";
import { MAX_TEXT_CHARACTERS, readContent } from "./content.js";

const read = (text: unknown) => readContent({ text } as { text: string }, "input.content");

describe("readContent", () => {
  test.each(["新品上市", "a", "字".repeat(MAX_TEXT_CHARACTERS), "line\n\ttab\r\n", "<a href='x'>链接</a>", "😀".repeat(512)])(
    "takes %j",
    (text) => {
      expect(read(text)).toEqual({ kind: "TEXT", text });
    },
  );

  test.each([
    ["", "must not be empty"],
    [" \n ", "must not be empty"],
    ["字".repeat(MAX_TEXT_CHARACTERS + 1), "601 characters"],
    ["😀".repeat(513), "2052 bytes"],
    ["a\0", "characters that WeChat does not take"],
    ["a\u0007", "characters that WeChat does not take"],
    ["\udc00", "characters that WeChat does not take"],
  ])("refuses %j", (text, reason) => {
    expect(() => read(text)).toThrow(BadInputError);
    expect(() => read(text)).toThrow(`input.content.text: ${reason.startsWith("must") ? reason : ""}`);
    expect(() => read(text)).toThrow(reason);
  });

  test.each([undefined, null])("refuses text %j: no kind of content was given", (text) => {
    expect(() => read(text)).toThrow("input.content: give exactly one");
  });
});
