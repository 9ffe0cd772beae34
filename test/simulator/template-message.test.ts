import { describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { type Bench, bench, eventually, type Json, range, receiver, xmlField } from "./support.js";

const TEMPLATE = { id: "t1", title: "通知", content: "{{first.DATA}} {{ remark.DATA }}" };
const DATA = { first: { value: "您好", color: "#173177" }, remark: { value: 7 } };
const app = { templates: [TEMPLATE] };

const send = (b: Bench, extra: Json = {}) =>
  b.post("message/template/send", { touser: b.openid(1), template_id: "t1", data: DATA, ...extra });

describe("message/template/send", () => {
  it("answers msgid, and TEMPLATESENDJOBFINISH with success follows", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { ...app, callback: plain } });
    const reply = await send(b, { url: "https://example.com", miniprogram: { appid: "wx1", pagepath: "p" } });
    expect(reply).toEqual({ errcode: 0, errmsg: "ok", msgid: expect.any(Number) });
    await eventually(() => expect(received).toHaveLength(1));
    const { body = "" } = received[0] ?? {};
    expect(["Event", "MsgID", "Status", "FromUserName"].map((name) => xmlField(body, name))).toEqual([
      "TEMPLATESENDJOBFINISH",
      String(reply.msgid),
      "success",
      b.openid(1),
    ]);
  });

  it("to who leaves before it arrives ends with failed:user block", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { ...app, callback: plain }, speedFactor: 1 });
    await b.sim.setClockSpeed(0);
    await send(b);
    await b.control("POST events", { follower: 1, event: "unsubscribe" });
    await b.sim.advanceClock(2000);
    await eventually(() => expect(received.map(({ body }) => xmlField(body, "Status"))).toContain("failed:user block"));
  });

  it("answers 40037 to an unknown template, 43004 to who does not follow, 43019 to the blacklisted, 40003 and 49003 to wrong openids", async () => {
    const b = await bench({ app: { ...app, blacklist: [2] } });
    const code = async (extra: Json) => (await send(b, extra)).errcode;
    expect(await code({ template_id: "t2" })).toBe(40037);
    expect(await code({ template_id: undefined })).toBe(40037);
    expect(await code({ touser: b.openid(5000) })).toBe(43004);
    expect(await code({ touser: b.openid(2) })).toBe(43019);
    expect(await code({ touser: "x" })).toBe(40003);
    expect(await code({ touser: openidOf(999, 1) })).toBe(49003);
  });

  it("answers 47003 to data without a value for each place, and names the place", async () => {
    const b = await bench({ app });
    for (const data of [undefined, [], {}, { first: { value: "a" } }, { ...DATA, remark: { value: "" } }, { ...DATA, remark: "bare" }]) {
      expect((await send(b, { data })).errcode).toBe(47003);
    }
    expect((await send(b, { data: { first: { value: "a" } } })).errmsg).toMatch(/^argument invalid! data\.remark\.value is empty rid: /);
  });

  it("is for verified service accounts and test accounts: 48001 else", async () => {
    const code = async (kind: "service" | "subscription" | "test", verified: boolean) =>
      (await send(await bench({ app: { ...app, kind, verified } }))).errcode;
    expect(await Promise.all([code("service", false), code("subscription", true), code("test", true)])).toEqual([48001, 48001, 0]);
  });
});

describe("templates", () => {
  it("are listed, added by their number in the library, and removed", async () => {
    const b = await bench();
    const list = async () => (await b.get("template/get_all_private_template")).template_list as Json[];
    expect(await list()).toMatchObject([{ template_id: expect.any(String), title: "订单状态通知", content: expect.any(String) }]);
    const { template_id: id } = await b.post("template/api_add_template", { template_id_short: "TM00015" });
    expect((await b.post("template/api_add_template", { template_id_short: "TM00015" })).template_id).toBe(id);
    expect(await list()).toHaveLength(2);
    expect((await b.post("template/del_private_template", { template_id: id })).errcode).toBe(0);
    expect((await b.post("template/del_private_template", { template_id: id })).errcode).toBe(40037);
    expect((await b.post("template/api_add_template", { template_id_short: "?" })).errcode).toBe(40037);
  });

  it("are 25 at most: 45026", async () => {
    const b = await bench({ app: { templates: range(25).map((n) => ({ id: `t${n}`, title: "t", content: "c" })) } });
    expect((await b.post("template/api_add_template", { template_id_short: "TM00015" })).errcode).toBe(45026);
  });
});
