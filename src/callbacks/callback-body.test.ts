import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBody } from "./callback-body.js";
import { CallbackRefused } from "./callback-refused.js";

const refused = expect.objectContaining({ name: "CallbackRefused", status: 400 });

describe("parseBody", () => {
  it("reads an event, every leaf as text", () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <xml><ToUserName><![CDATA[gh_1]]></ToUserName><MsgID>9223372036854775807</MsgID><EventKey></EventKey></xml>`;
    expect(parseBody(xml)).toEqual({ ToUserName: "gh_1", MsgID: "9223372036854775807", EventKey: "" });
  });

  it("reads no, one and several items", () => {
    const items = (inner: string) => parseBody(`<xml><ResultList>${inner}</ResultList></xml>`).ResultList;
    expect(items("")).toBe("");
    expect(items("<item><ArticleIdx>1</ArticleIdx></item>")).toEqual({ item: { ArticleIdx: "1" } });
    expect(items("<item><ArticleIdx>1</ArticleIdx></item><item><ArticleIdx>2</ArticleIdx></item>")).toEqual({
      item: [{ ArticleIdx: "1" }, { ArticleIdx: "2" }],
    });
  });

  it("reads JSON, with every digit of an id", () => {
    expect(parseBody('{"MsgID":9007199254740993,"CreateTime":1,"a":null,"b":[true]}')).toEqual({
      MsgID: "9007199254740993",
      CreateTime: "1",
      a: "",
      b: ["true"],
    });
  });

  it("reads CDATA as it stands and other text without the blanks around it", () => {
    const xml = `<xml a="1">\n<A> x </A><B><![CDATA[ y ]]></B><C/><D>1<![CDATA[]]>]]&gt;</D><E><![CDATA[a]]]]><![CDATA[>b]]></E></xml >\n`;
    expect(parseBody(xml)).toEqual({ A: "x", B: " y ", C: "", D: "1]]&gt;", E: "a]]>b" });
  });

  it("has a field of whatever name for its own", () => {
    const fields = parseBody("<xml><__proto__><a>1</a></__proto__><constructor>2</constructor></xml>");
    expect(Object.keys(fields)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it("leaves a follower's words alone, whatever they look like", () => {
    const words = `<!DOCTYPE html><!-- x --><!ENTITY a "b"> &amp; &a;`;
    expect(parseBody(`<xml><Content><![CDATA[${words}]]></Content></xml>`)).toEqual({ Content: words });
  });

  it.each([
    ["a DOCTYPE", `<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>`],
    ["a DOCTYPE inside", `<xml><!doctype xml><A>1</A></xml>`],
    ["an ENTITY", `<xml><!ENTITY a SYSTEM "file:///etc/passwd"></xml>`],
    ["a DOCTYPE that a comment seems to put into CDATA", `<!-- <![CDATA[ --><!DOCTYPE xml><!-- ]]> --><xml><A>1</A></xml>`],
    ["a DOCTYPE that an instruction seems to put into CDATA", `<?x <![CDATA[ ?><!DOCTYPE xml><?x ]]> ?><xml><A>1</A></xml>`],
    ["a DOCTYPE that an attribute seems to put into CDATA", `<xml a="<![CDATA["><!DOCTYPE xml><b a="]]>"/></xml>`],
    ["a comment", "<xml><!-- x --><A>1</A></xml>"],
    ["an instruction", "<xml><?php x ?></xml>"],
    ["CDATA without end", "<xml><A><![CDATA[x</A></xml>"],
    ["tags that do not match", "<xml><A>1</B></xml>"],
    ["no end", "<xml><A>1</A>"],
    ["two roots", "<xml><A>1</A></xml><xml><A>1</A></xml>"],
    ["text behind the end", "<xml><A>1</A></xml>x"],
    ["words between elements", "<xml><A>1</A>x<B>1</B></xml>"],
    ["an end without a beginning", "<xml><A>1</A></xml></xml>"],
    ["another root", "<html><A>1</A></html>"],
    ["no fields", "<xml>text</xml>"],
    ["nothing", ""],
    ["text", "hello"],
    ["half a JSON", '{"a":'],
    ["a JSON list", "[1]"],
    ["NUL in XML", "<xml><A>x\0y</A></xml>"],
    ["NUL in JSON", '{"a":"x\\u0000y"}'],
    ["NUL in a JSON name", '{"a\\u0000":"x"}'],
  ])("refuses %s", (_name, body) => {
    expect(() => parseBody(body)).toThrow(refused);
  });

  it("refuses what is nested deeper than 20, in XML and in JSON", () => {
    const xml = (depth: number) => `<xml>${"<a>".repeat(depth - 1)}x${"</a>".repeat(depth - 1)}</xml>`;
    const json = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    expect(parseBody(xml(10))).toHaveProperty("a");
    expect(() => parseBody(xml(21))).toThrow(refused);
    expect(() => parseBody(xml(1_000))).toThrow(refused);
    expect(parseBody(json(10))).toHaveProperty("a");
    expect(() => parseBody(json(21))).toThrow(refused);
  });

  it("replaces half a surrogate pair, as cutting a text to length leaves it", () => {
    expect(parseBody('{"a":"y\\ud800z"}')).toEqual({ a: "y\ufffdz" });
  });

  it("reads or refuses whatever comes", () => {
    const piece = fc.constantFrom(
      "<xml>",
      "</xml>",
      "<a>",
      "</a>",
      "<![CDATA[",
      "]]>",
      "<!DOCTYPE x>",
      "&amp;",
      "x",
      "<",
      ">",
      "{",
      '"a":',
      "__proto__",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(parseBody(pieces.join(""))).toBeTypeOf("object");
        } catch (error) {
          expect(error).toBeInstanceOf(CallbackRefused);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
