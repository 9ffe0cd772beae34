import { describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { draft, massVideo, permanent, temporary } from "./media-support.js";
import { type Bench, bench, DAY_MS, type Json, range, TEXT } from "./support.js";

const send = (b: Bench, people: number[], extra: Json = {}) =>
  b.post("message/mass/send", { ...TEXT, touser: people.map(b.openid), ...extra });
const sendAll = (b: Bench, filter: Json, extra: Json = {}) => b.post("message/mass/sendall", { ...TEXT, filter, ...extra });

describe("mass/send", () => {
  it("accepts 2 to 10,000 openids with msg_id and the documented text", async () => {
    const b = await bench({ followers: 10_000 });
    expect(await send(b, [0, 1])).toEqual({ errcode: 0, errmsg: "send job submission success", msg_id: 1_000_000_001 });
    expect((await send(b, range(10_000))).errcode).toBe(0);
  });

  it("writes 64-bit msg_ids as integers without losing digits", async () => {
    const b = await bench({ firstMsgId: 9_007_199_254_740_993n });
    expect((await send(b, [0, 1], { clientmsgid: "a" })).msg_id).toBe(9_007_199_254_740_993n);
    expect(await b.post("message/mass/get", { msg_id: "9007199254740993" })).toMatchObject({ msg_id: 9_007_199_254_740_993n });
    expect((await b.post("message/mass/get", { msg_id: "9007199254740992" })).errcode).toBe(40059);
  });

  it("adds msg_data_id for news only", async () => {
    const b = await bench();
    const news = await send(b, [0, 1], { msgtype: "mpnews", mpnews: { media_id: await draft(b) } });
    expect(news.msg_data_id).toEqual(expect.any(Number));
    expect(await send(b, [0, 1])).not.toHaveProperty("msg_data_id");
  });

  it("refuses one openid with 40130, over 10,000 with 45019, a list that is none with 40031", async () => {
    const b = await bench();
    expect((await send(b, [0])).errcode).toBe(40130);
    expect((await send(b, range(10_001))).errcode).toBe(45019);
    expect((await b.post("message/mass/send", { ...TEXT, touser: b.openid(0) })).errcode).toBe(40031);
  });

  it("refuses garbage with 40003 and another account's openid with 49003; then nobody is sent to", async () => {
    const b = await bench();
    const to = async (openid: unknown) => (await b.post("message/mass/send", { ...TEXT, touser: [b.openid(0), openid] })).errcode;
    expect([await to("garbage"), await to(7), await to(openidOf(999, 1))]).toEqual([40003, 40003, 49003]);
    expect((await b.control("GET ledger")).deliveries).toBe(0);
  });

  it("is for verified service and test accounts: 48001 else", async () => {
    const unverified = await bench({ app: { verified: false } });
    expect((await send(unverified, [0, 1])).errcode).toBe(48001);
    const subscription = await bench({ app: { kind: "subscription" } });
    expect((await send(subscription, [0, 1])).errcode).toBe(48001);
    const test = await bench({ app: { kind: "test" } });
    expect((await send(test, [0, 1])).errcode).toBe(0);
  });
});

describe("mass/sendall", () => {
  it("sends to everyone, whatever tag_id says", async () => {
    const b = await bench();
    expect((await sendAll(b, { is_to_all: true, tag_id: 999 })).errcode).toBe(0);
    expect(await b.control("GET ledger")).toMatchObject({ recipients: 100, deliveredOnce: 100 });
  });

  it("sends to a tag, with is_to_all false, without it, or by the old name group_id", async () => {
    const b = await bench({ app: { initialTags: [{ name: "ten", members: range(10) }] } });
    const filters: Json[] = [{ is_to_all: false, tag_id: 100 }, { tag_id: 100 }, { is_to_all: false, group_id: "100" }];
    for (const [i, filter] of filters.entries()) expect((await sendAll(b, filter, { clientmsgid: `t${i}` })).errcode).toBe(0);
    expect(await b.control("GET ledger")).toMatchObject({ jobs: 3, deliveries: 30, recipients: 10 });
  });

  it("answers -1 to an unknown tag and 40050 to a filter without everyone or tag", async () => {
    const b = await bench();
    expect((await sendAll(b, { is_to_all: false, tag_id: 999 })).errcode).toBe(-1);
    expect((await sendAll(b, { is_to_all: false })).errcode).toBe(40050);
    expect((await b.post("message/mass/sendall", TEXT)).errcode).toBe(40050);
  });

  it("gives a subscription account one a day: 45028", async () => {
    const b = await bench({ app: { kind: "subscription" } });
    expect((await sendAll(b, { is_to_all: true }, { clientmsgid: "a" })).errcode).toBe(0);
    expect((await sendAll(b, { is_to_all: true }, { clientmsgid: "b" })).errcode).toBe(45028);
    await b.sim.advanceClock(DAY_MS);
    await b.renewToken();
    expect((await sendAll(b, { is_to_all: true }, { clientmsgid: "c" })).errcode).toBe(0);
  });

  it("gives a service account four to everyone a month, and a test account none: 45028", async () => {
    const b = await bench();
    for (const n of range(4)) expect((await sendAll(b, { is_to_all: true }, { clientmsgid: `m${n}` })).errcode).toBe(0);
    expect((await sendAll(b, { is_to_all: true }, { clientmsgid: "m4" })).errcode).toBe(45028);
    const test = await bench({ app: { kind: "test" } });
    expect((await sendAll(test, { is_to_all: true })).errcode).toBe(45028);
  });
});

describe("content of a mass message", () => {
  const errcodeOf = async (b: Bench, content: Json) =>
    (await b.post("message/mass/send", { touser: [b.openid(0), b.openid(1)], ...content })).errcode;

  it("takes each msgtype", async () => {
    const b = await bench();
    const picture = await temporary(b, "image");
    const contents: Json[] = [
      { msgtype: "text", text: { content: "文".repeat(600) } },
      { msgtype: "mpnews", mpnews: { media_id: await draft(b) } },
      { msgtype: "voice", voice: { media_id: await temporary(b, "voice") } },
      { msgtype: "image", image: { media_id: picture } },
      { msgtype: "image", images: { media_ids: [picture, await permanent(b, "image")] } },
      { msgtype: "mpvideo", mpvideo: { media_id: await massVideo(b), title: "t", description: "d" } },
      { msgtype: "wxcard", wxcard: { card_id: "c" } },
    ];
    for (const content of contents) expect(await errcodeOf(b, content)).toBe(0);
  });

  it("refuses an unknown msgtype with 40008", async () => {
    const b = await bench();
    for (const msgtype of ["video2", "images", "constructor", undefined, 7]) expect(await errcodeOf(b, { msgtype })).toBe(40008);
  });

  it("refuses an empty text with 44004 and one over 600 characters with 45002", async () => {
    const b = await bench();
    expect(await errcodeOf(b, { msgtype: "text" })).toBe(44004);
    expect(await errcodeOf(b, { msgtype: "text", text: { content: " " } })).toBe(44004);
    expect(await errcodeOf(b, { msgtype: "text", text: { content: "文".repeat(601) } })).toBe(45002);
  });

  it("refuses a missing media_id with 41006", async () => {
    const b = await bench();
    expect(await errcodeOf(b, { msgtype: "mpnews", mpnews: {} })).toBe(41006);
    expect(await errcodeOf(b, { msgtype: "image", images: { media_ids: [] } })).toBe(41006);
    expect(await errcodeOf(b, { msgtype: "voice" })).toBe(41006);
  });
});

describe("clientmsgid", () => {
  it("refuses a repeat with 45065, the first msg_id and no suffix", async () => {
    const b = await bench();
    const { msg_id } = await send(b, [0, 1], { clientmsgid: "c" });
    expect(await send(b, [0, 1], { clientmsgid: "c" })).toEqual({ errcode: 45065, errmsg: "clientmsgid exist", msg_id });
    expect(await sendAll(b, { is_to_all: true }, { clientmsgid: "c" })).toMatchObject({ errcode: 45065, msg_id });
    expect((await b.control("GET ledger")).deliveries).toBe(2);
  });

  it("is remembered for 24 hours and no longer", async () => {
    const b = await bench();
    const first = await send(b, [0, 1], { clientmsgid: "c" });
    await b.sim.advanceClock(DAY_MS - 10_000);
    await b.renewToken();
    expect((await send(b, [0, 1], { clientmsgid: "c" })).errcode).toBe(45065);
    await b.sim.advanceClock(10_000);
    const second = await send(b, [0, 1], { clientmsgid: "c" });
    expect(second.errcode).toBe(0);
    expect(second.msg_id).not.toBe(first.msg_id);
    expect(await b.control("GET ledger?clientMsgId=c")).toMatchObject({ jobs: 2, deliveredOnce: 0, deliveredMoreThanOnce: 2 });
  });

  it("when absent is a digest of range and content", async () => {
    const b = await bench();
    const { msg_id } = await send(b, [0, 1]);
    expect(await send(b, [1, 0])).toMatchObject({ errcode: 45065, msg_id });
    expect((await send(b, [0, 2])).errcode).toBe(0);
    expect((await send(b, [0, 1], { text: { content: "other" } })).errcode).toBe(0);
    expect((await sendAll(b, { is_to_all: true })).errcode).toBe(0);
    expect((await sendAll(b, { is_to_all: true })).errcode).toBe(45065);
  });

  it("has 64 bytes at most: 45067", async () => {
    const b = await bench();
    expect((await send(b, [0, 1], { clientmsgid: "x".repeat(65) })).errcode).toBe(45067);
    expect((await send(b, [0, 1], { clientmsgid: "标".repeat(22) })).errcode).toBe(45067);
    expect((await send(b, [0, 1], { clientmsgid: "x".repeat(64) })).errcode).toBe(0);
  });

  it("is not remembered of a call that was refused", async () => {
    const b = await bench();
    expect((await send(b, [0], { clientmsgid: "c" })).errcode).toBe(40130);
    expect((await send(b, [0, 1], { clientmsgid: "c" })).errcode).toBe(0);
  });

  it("whose first reply was lost answers 45066 for a minute when so ordered, then 45065", async () => {
    const b = await bench();
    b.sim.faults.order({ path: "/cgi-bin/message/mass/send", kind: "http-502", when: "after", inDoubt: true });
    const lost = await fetch(`${b.sim.url}/cgi-bin/message/mass/send?access_token=${b.token()}`, {
      method: "POST",
      body: JSON.stringify({ ...TEXT, touser: [b.openid(0), b.openid(1)], clientmsgid: "c" }),
    });
    expect(lost.status).toBe(502);
    expect((await send(b, [0, 1], { clientmsgid: "c" })).errcode).toBe(45066);
    await b.sim.advanceClock(60_000);
    expect((await send(b, [0, 1], { clientmsgid: "c" })).errcode).toBe(45065);
    expect((await b.control("GET ledger")).deliveries).toBe(2);
  });
});
