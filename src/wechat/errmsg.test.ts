import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readErrmsg } from "./errmsg.js";

const RID = "62bd10f4-7514f9d8-1d884148";

describe("readErrmsg", () => {
  it.each([
    ["invalid media_id", { text: "invalid media_id" }],
    ["invalid media_id hint: [K7xTpa07963929]", { text: "invalid media_id", hint: "K7xTpa07963929" }],
    [`invalid media_id rid: ${RID}`, { text: "invalid media_id", rid: RID }],
    [`invalid media_id, rid: ${RID}`, { text: "invalid media_id", rid: RID }],
    [`invalid media_id hint: [a.b] rid: ${RID}`, { text: "invalid media_id", hint: "a.b", rid: RID }],
    [
      `invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: ${RID}`,
      { text: "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist", rid: RID },
    ],
    ["argument invalid! data.first.value 为空", { text: "argument invalid! data.first.value 为空" }],
    ['data format error {"touser":["o1"]} hint: [x]', { text: "data format error", hint: "x" }],
    ["media size out of limit\r\nContent-Type: image/png", { text: "media size out of limit" }],
    ["", { text: "" }],
  ])("takes %j apart", (errmsg, parts) => {
    expect(readErrmsg(errmsg, [])).toEqual(parts);
  });

  it("keeps the rid of a text that is too long to show", () => {
    const { text, rid } = readErrmsg(`${"系统 ".repeat(10_000)} rid: ${RID}`, []);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(rid).toBe(RID);
  });

  it("shows no known secret, plain or escaped, wherever it stands", () => {
    const secret = fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(..."abcXYZ019+/=_-&") });
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, token, after) => {
        for (const echoed of [token, encodeURIComponent(token)]) {
          const shown = JSON.stringify(readErrmsg(`${before} ${echoed} ${after} hint: [${token}]`, [token]));
          if (!before.includes(token) && !after.includes(token)) expect(shown).not.toContain(token);
          expect(JSON.parse(shown).text).not.toContain(echoed);
        }
      }),
    );
  });

  it("shows no openid, token or secret of anybody else", () => {
    const openid = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";
    const { text } = readErrmsg(`invalid openid ["${openid}","${openid.toUpperCase()}"] appsecret=${"0f".repeat(16)}`, []);
    expect(text).toBe('invalid openid ["***","***"] appsecret=***');
  });

  it("is read at once, whatever it holds: no pattern goes back and forth over it", () => {
    for (const piece of [" ", ",", "rid: a-", "hint: [", "a-", "\t\n"]) {
      expect(readErrmsg(piece.repeat(1_000_000), ["secret"]).text.length).toBeLessThanOrEqual(300);
    }
  });
});
