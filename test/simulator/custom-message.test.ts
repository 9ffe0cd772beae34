import { describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { type Bench, bench, type Json, range, TEXT } from "./support.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 3600_000;

const send = async (b: Bench, n: number, message: Json = TEXT) =>
  (await b.post("message/custom/send", { touser: b.openid(n), ...message })).errcode;
const says = (b: Bench, follower: number) => b.control("POST events", { follower, message: "text", content: "hi" });

describe("message/custom/send", () => {
  it("to who did nothing lately answers 45015", async () => {
    const b = await bench();
    expect(await send(b, 1)).toBe(45015);
  });

  it("takes five within 48 hours of a message of theirs: then 45047, and after that time 45015", async () => {
    const b = await bench();
    await says(b, 1);
    for (const _ of range(5)) expect(await send(b, 1)).toBe(0);
    expect(await send(b, 1)).toBe(45047);
    expect(await send(b, 2)).toBe(45015);
    await b.sim.advanceClock(48 * HOUR_MS);
    await b.renewToken();
    expect(await send(b, 1)).toBe(45015);
  });

  it("opens anew with each message", async () => {
    const b = await bench();
    await says(b, 1);
    for (const _ of range(5)) await send(b, 1);
    await says(b, 1);
    expect(await send(b, 1)).toBe(0);
  });

  it.each([
    ["a menu click", { event: "CLICK", key: "k" }],
    ["a scan", { event: "SCAN", scene: "s" }],
    ["following", { event: "subscribe" }],
  ])("takes three within a minute of %s: then 45047, and after that time 45015", async (_what, event) => {
    const b = await bench();
    await b.control("POST events", { follower: 1, ...event });
    for (const _ of range(3)) expect(await send(b, 1)).toBe(0);
    expect(await send(b, 1)).toBe(45047);
    await b.sim.advanceClock(MINUTE_MS);
    expect(await send(b, 1)).toBe(45015);
  });

  it("is not opened by VIEW and LOCATION", async () => {
    const b = await bench();
    await b.control("POST events", { follower: 1, event: "VIEW", url: "https://example.com" });
    await b.control("POST events", { follower: 1, event: "LOCATION", latitude: 1, longitude: 2 });
    expect(await send(b, 1)).toBe(45015);
  });

  it("uses the window that closes first, and adds up those that are open", async () => {
    const b = await bench();
    await says(b, 1);
    await b.control("POST events", { follower: 1, event: "CLICK", key: "k" });
    for (const _ of range(3)) await send(b, 1);
    await b.sim.advanceClock(MINUTE_MS);
    for (const _ of range(5)) expect(await send(b, 1)).toBe(0);
    expect(await send(b, 1)).toBe(45047);
  });

  it("answers 45015 to who has left, 43019 to the blacklisted, 40003 and 49003 to wrong openids", async () => {
    const b = await bench();
    for (const n of [1, 2]) await says(b, n);
    await b.control("POST events", { follower: 1, event: "unsubscribe" });
    await b.post("tags/members/batchblacklist", { openid_list: [b.openid(2)] });
    expect([await send(b, 1), await send(b, 2)]).toEqual([45015, 43019]);
    const to = async (touser: unknown) => (await b.post("message/custom/send", { touser, ...TEXT })).errcode;
    expect([await to("x"), await to(undefined), await to(openidOf(999, 1))]).toEqual([40003, 40003, 49003]);
  });

  it.each<[string, Json, number]>([
    ["an unknown msgtype", { msgtype: "fax", fax: {} }, 40008],
    ["an inherited name as msgtype", { msgtype: "constructor" }, 40008],
    ["a text without content", { msgtype: "text", text: {} }, 44004],
    ["a text over 2,048 bytes", { msgtype: "text", text: { content: "文".repeat(683) } }, 45002],
    ["an image without media_id", { msgtype: "image", image: {} }, 41006],
    ["an unknown image", { msgtype: "image", image: { media_id: "none" } }, 40007],
    ["news without articles", { msgtype: "news", news: { articles: [] } }, 44003],
    ["news of two articles", { msgtype: "news", news: { articles: [{}, {}] } }, 45008],
    ["a card without id", { msgtype: "wxcard", wxcard: {} }, 40097],
    ["a mini program without page", { msgtype: "miniprogrampage", miniprogrampage: { appid: "wx1" } }, 40097],
  ])("refuses %s", async (_what, message, errcode) => {
    const b = await bench();
    await says(b, 1);
    expect(await send(b, 1, message)).toBe(errcode);
  });

  it("takes news, menus and a named agent, and the control API shows what was sent", async () => {
    const b = await bench();
    await says(b, 1);
    expect(await send(b, 1, { msgtype: "news", news: { articles: [{ title: "t" }] }, customservice: { kf_account: "a@b" } })).toBe(0);
    expect(await send(b, 1, { msgtype: "msgmenu", msgmenu: { head_content: "h", list: [{ id: "1", content: "c" }] } })).toBe(0);
    const { total, messages } = await b.control(`GET messages?openid=${b.openid(1)}`);
    expect(total).toBe(2);
    expect(messages).toMatchObject([
      { kind: "custom", what: "news", openid: b.openid(1) },
      { kind: "custom", what: "msgmenu", content: { head_content: "h" } },
    ]);
  });
});

describe("message/custom/typing", () => {
  it("needs a message within 30 seconds (45080), once at a time (45081), a command it knows (45072)", async () => {
    const b = await bench();
    const typing = async (command: string) => (await b.post("message/custom/typing", { touser: b.openid(1), command })).errcode;
    expect(await typing("Typing")).toBe(45080);
    await says(b, 1);
    expect([await typing("Typing"), await typing("Typing"), await typing("Sing")]).toEqual([0, 45081, 45072]);
    expect(await typing("CancelTyping")).toBe(0);
    expect(await typing("Typing")).toBe(0);
  });
});
