import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadInputError } from "../graphql/errors.js";
import { contentInput, MAX_IMAGES, MAX_TEXT_BYTES, MAX_TEXT_CHARACTERS, readContent } from "./content.js";
import type { MassSendContentInput } from "./mass-send.input.js";

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

describe("every kind of content", () => {
  const kinds = (input: MassSendContentInput) => {
    try {
      return readContent(input, "c");
    } catch (error) {
      if (error instanceof BadInputError) return String(error.details.field);
      throw error;
    }
  };

  test("of text takes exactly what fits into WeChat's characters and bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 700 }), (text) => {
        const fits = [...text].length <= MAX_TEXT_CHARACTERS && Buffer.byteLength(text) <= MAX_TEXT_BYTES && text.trim() !== "";
        expect(typeof kinds({ text }) === "object").toBe(fits && !/[^\P{Cc}\n\r\t]/u.test(text));
      }),
    );
  });

  test("of pictures takes 1 to 20, each once, and names the first that is wrong", () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { maxLength: MAX_IMAGES + 3 }), fc.nat(), (ids, at) => {
        const fits = ids.length >= 1 && ids.length <= MAX_IMAGES && new Set(ids).size === ids.length;
        expect(kinds({ imageMaterialIds: ids })).toEqual(fits ? { kind: "IMAGE", materialIds: ids } : expect.any(String));
        if (!fits) return;
        const place = at % ids.length;
        expect(kinds({ imageMaterialIds: ids.with(place, "7") })).toBe(`c.imageMaterialIds[${place}]`);
        if (ids.length < MAX_IMAGES)
          expect(kinds({ imageMaterialIds: [...ids, ids[place] ?? ""] })).toBe(`c.imageMaterialIds[${ids.length}]`);
      }),
    );
  });

  test("of ids takes what may be one, and nothing that could end a JSON text or a line", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 250 }), fc.constantFrom("newsMediaId", "cardId"), (id, field) => {
        const read = kinds({ [field]: id });
        expect(typeof read === "object").toBe(/^[\w.=+/-]{1,200}$/.test(id));
        if (typeof read === "string") expect(read).toBe(`c.${field}`);
      }),
    );
    for (const field of ["voiceMaterialId", "videoMaterialId"]) expect(kinds({ [field]: "../1" })).toBe(`c.${field}`);
  });
});

describe("contentInput", () => {
  const ID = "0190a2b4-7c1e-7000-8000-000000000001";
  test.each<MassSendContentInput>([
    { text: "新品上市" },
    { newsMediaId: "a-b_c" },
    { imageMaterialIds: [ID] },
    { voiceMaterialId: ID },
    { videoMaterialId: ID },
    { cardId: "pFS7Fjg8kV1IdDz01r4SQwMkuCKc" },
  ])("is what was read: %j", (input) => {
    expect(contentInput(readContent(input, "input.content"))).toEqual(input);
  });
});
