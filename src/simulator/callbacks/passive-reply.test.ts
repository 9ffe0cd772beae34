import { describe, expect, it } from "vitest";
import { encrypt, sign } from "./crypto.js";
import { readPassiveReply } from "./passive-reply.js";

const KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const APP = "wx1234567890abcdef";
const EVENT = { name: "text", openid: "o-person", fields: { ToUserName: "gh_account" } };
const plain = { url: "http://localhost/", token: "tok", encodingAesKey: KEY, mode: "plain" as const };
const safe = { ...plain, mode: "safe" as const };

const reply = (rest: string, { to = "o-person", from = "gh_account", time = "1700000000" } = {}) =>
  `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName>${from}</FromUserName><CreateTime>${time}</CreateTime>${rest}</xml>`;
const TEXT = "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[您好 & <b>]]></Content>";
const read = (body: string, callback: typeof plain | typeof safe = plain) => readPassiveReply(body, callback, APP, EVENT);

function sealed(xml: string, { key = KEY, appId = APP, token = "tok" } = {}): string {
  const Encrypt = encrypt(key, appId, xml);
  const signature = sign(token, "1700000000", "nonce", Encrypt);
  return `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt><MsgSignature>${signature}</MsgSignature><TimeStamp>1700000000</TimeStamp><Nonce>nonce</Nonce></xml>`;
}

describe("a passive reply", () => {
  it.each([
    [TEXT, "text", "您好 & <b>"],
    ["<MsgType>image</MsgType><Image><MediaId>m1</MediaId></Image>", "image", "m1"],
    ["<MsgType>voice</MsgType><Voice><MediaId>m2</MediaId></Voice>", "voice", "m2"],
    ["<MsgType>video</MsgType><Video><MediaId>m3</MediaId></Video>", "video", "m3"],
    ["<MsgType>music</MsgType><Music><ThumbMediaId>m4</ThumbMediaId></Music>", "music", "m4"],
    ["<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>T</Title></item></Articles>", "news", "T"],
    ["<MsgType>news</MsgType><Articles><item><Title>A</Title></item><item><Title>B</Title></item></Articles>", "news", "A"],
    ["<MsgType>transfer_customer_service</MsgType>", "transfer_customer_service", "(to customer service)"],
  ])("%s is taken", (rest, msgType, content) => {
    expect(read(reply(rest))).toEqual({ msgType, content, encrypted: false });
  });

  it("encrypted is taken in safe mode", () => {
    expect(read(sealed(reply(TEXT)), safe)).toEqual({ msgType: "text", content: "您好 & <b>", encrypted: true });
  });

  it.each([
    ['{"ok":true}', "neither success nor empty nor XML"],
    ["<xml><ToUserName>", "neither success nor empty nor XML"],
    ["<html>busy</html>", "without the element xml"],
    ["<!DOCTYPE xml [<!ENTITY a 'b'>]><xml>&a;</xml>", "DTD"],
    [reply(TEXT, { to: "o-other" }), "ToUserName"],
    [reply(TEXT, { from: "gh_other" }), "FromUserName"],
    [reply(TEXT, { time: "now" }), "CreateTime"],
    [reply("<MsgType>text</MsgType>"), "lacks its content"],
    [reply("<MsgType>sticker</MsgType><Content>x</Content>"), "no such type"],
    [reply(`<MsgType>text</MsgType><Content>${"您".repeat(683)}</Content>`), "2,048 bytes"],
  ])("%s is refused: %s", (body, problem) => expect(() => read(body)).toThrow(problem));

  it.each([
    [reply(TEXT), "wants an encrypted reply"],
    [sealed(reply(TEXT), { token: "wrong" }), "MsgSignature"],
    [sealed(reply(TEXT), { key: KEY.replace("a", "b") }), "cannot be decrypted"],
    [sealed(reply(TEXT), { appId: "wxother" }), "another appid"],
  ])("in safe mode %s is refused: %s", (body, problem) => expect(() => read(body, safe)).toThrow(problem));
});
