import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWeChatJson, WrittenJson, writeWeChatBody, writeWeChatJson } from "./wechat-json.js";

describe("parseWeChatJson", () => {
  it("keeps every digit of a 64-bit msg_id", () => {
    expect(parseWeChatJson('{"msg_id":9223372036854775807,"msg_data_id":2455891298}')).toEqual({
      msg_id: 9223372036854775807n,
      msg_data_id: 2455891298n,
    });
  });

  it("keeps any 64-bit id, and what is no id stays a number", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), fc.integer(), (id, count) => {
        expect(parseWeChatJson(`{"msg_id": ${id}, "count": ${count}, "deep": [{"msg_id":${id}}]}`)).toEqual({
          msg_id: id,
          count,
          deep: [{ msg_id: id }],
        });
      }),
    );
  });

  it("makes other integers bigint only where a Number would lose digits", () => {
    expect(parseWeChatJson('{"a":9007199254740991,"b":9007199254740993,"c":0.5,"d":"9007199254740993"}')).toEqual({
      a: 9007199254740991,
      b: 9007199254740993n,
      c: 0.5,
      d: "9007199254740993",
    });
  });

  it("rejects what is no JSON", () => {
    expect(() => parseWeChatJson("<html>")).toThrow(SyntaxError);
  });
});

describe("writeWeChatJson", () => {
  it("writes Chinese and emoji as they are", () => {
    expect(writeWeChatJson({ text: { content: "你好 👋" } })).toBe('{"text":{"content":"你好 👋"}}');
  });

  it("never writes a \\u escape, whatever the text holds", () => {
    const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(anyUnit, fc.constantFrom("\u0001", "\ud800", "\u007f", "a", "\n")) }), (text) => {
        const written = writeWeChatJson({ text });
        // An odd number of backslashes before the u makes an escape.
        expect(written).not.toMatch(/(?<!\\)(?:\\\\)*\\u/);
        expect(JSON.parse(written)).toHaveProperty("text");
      }),
    );
  });

  it("keeps tabs, line ends, quotes and backslashes", () => {
    const text = 'a\tb\r\nc"d\\e';
    expect(JSON.parse(writeWeChatJson({ text }))).toEqual({ text });
  });

  it("writes a bigint so that no digit is lost", () => {
    expect(writeWeChatJson({ msg_id: 9223372036854775807n })).toBe('{"msg_id":"9223372036854775807"}');
  });
});

describe("writeWeChatBody", () => {
  const written = (body: object) => Buffer.from(writeWeChatBody(body)).toString();

  it("takes what is written already as it is, beside what is not", () => {
    const touser = new WrittenJson(Buffer.from('["oA","oB"]'));
    expect(written({ touser })).toBe('{"touser":["oA","oB"]}');
    expect(written({ touser, text: { content: "\u0001你好" }, id: 2n ** 60n })).toBe(
      '{"touser":["oA","oB"],"text":{"content":"你好"},"id":"1152921504606846976"}',
    );
    expect(written({ id: 1, touser, again: touser })).toBe('{"touser":["oA","oB"],"again":["oA","oB"],"id":1}');
  });

  it("is as writeWeChatJson where nothing is", () => {
    expect(written({ text: { content: "你好" } })).toBe('{"text":{"content":"你好"}}');
  });
});
