import { describe, expect, it } from "vitest";
import { draft } from "./media-support.js";
import { type Bench, bench, DAY_MS, eventually, type Json, range, TEXT } from "./support.js";

const send = (b: Bench, people: number[], clientmsgid: string) =>
  b.post("message/mass/send", { ...TEXT, touser: people.map(b.openid), clientmsgid });
const jobOf = async (b: Bench, clientMsgId: string) =>
  ((await b.control(`GET ledger?clientMsgId=${clientMsgId}`)).jobList as Json[])[0] as Json;
const deliveriesTo = async (b: Bench, n: number) => (await b.control(`GET ledger?openid=${b.openid(n)}`)).deliveries;

describe("who gets a mass message", () => {
  it("not those who do not follow", async () => {
    const b = await bench();
    await b.control("POST events", { event: "unsubscribe", follower: 1 });
    await send(b, [0, 1, 500], "c");
    expect(await jobOf(b, "c")).toMatchObject({ totalCount: 3, filterCount: 1, sentCount: 1, errorCount: 0 });
    expect([await deliveriesTo(b, 0), await deliveriesTo(b, 1), await deliveriesTo(b, 500)]).toEqual([1, 0, 0]);
  });

  it("not those on the blacklist", async () => {
    const b = await bench({ app: { blacklist: [1] } });
    await send(b, [0, 1], "c");
    expect(await jobOf(b, "c")).toMatchObject({ totalCount: 2, filterCount: 1 });
    expect(await deliveriesTo(b, 1)).toBe(0);
  });

  it("not who had four this calendar month: counted in TotalCount, not in FilterCount", async () => {
    const b = await bench();
    for (const n of range(4)) await send(b, [0, n + 1], `c${n}`);
    await send(b, [0, 9], "c4");
    expect(await jobOf(b, "c4")).toMatchObject({ totalCount: 2, filterCount: 1, sentCount: 1 });
    expect([await deliveriesTo(b, 0), await deliveriesTo(b, 9)]).toEqual([4, 1]);
    await b.sim.advanceClock(31 * DAY_MS);
    await b.renewToken();
    await send(b, [0, 9], "c5");
    expect(await jobOf(b, "c5")).toMatchObject({ filterCount: 2 });
  });

  it("twice, and seen as such, who is listed twice", async () => {
    const b = await bench();
    await send(b, [0, 1, 0], "c");
    expect(await b.control("GET ledger")).toMatchObject({ deliveries: 3, recipients: 2, deliveredOnce: 1, deliveredMoreThanOnce: 1 });
    expect(await deliveriesTo(b, 0)).toBe(2);
  });

  it("nobody when the job is ordered to fail, and then all four counts are 0", async () => {
    const b = await bench();
    b.sim.faults.order({ path: "job", kind: "status", status: "err(30003)" });
    await send(b, [0, 1], "c");
    expect(await jobOf(b, "c")).toMatchObject({ status: "err(30003)", totalCount: 0, filterCount: 0, sentCount: 0, errorCount: 0 });
    expect((await b.control("GET ledger")).deliveries).toBe(0);
  });

  it("not the share that an error rate takes: FilterCount = SentCount + ErrorCount", async () => {
    const b = await bench({ followers: 1000, deliveryErrorRate: 0.2 });
    await send(b, range(1000), "c");
    const { filterCount, sentCount, errorCount } = await jobOf(b, "c");
    expect(filterCount).toBe(1000);
    expect(errorCount).toBeGreaterThan(100);
    expect(errorCount).toBeLessThan(300);
    expect(sentCount).toBe(1000 - Number(errorCount));
    expect((await b.control("GET ledger")).deliveries).toBe(sentCount);
  });
});

describe("the ledger", () => {
  it("sums up the jobs of one send by the beginning of their clientmsgids", async () => {
    const b = await bench();
    await send(b, [0, 1, 2], "tc-a-0");
    await send(b, [3, 4], "tc-a-1");
    await send(b, [4, 5], "tc-b-0");
    expect(await b.control("GET ledger?clientMsgIdPrefix=tc-a-")).toMatchObject({
      jobs: 2,
      deliveries: 5,
      recipients: 5,
      deliveredOnce: 5,
      deliveredMoreThanOnce: 0,
    });
    expect(await b.control("GET ledger")).toMatchObject({ jobs: 3, recipients: 6, deliveredOnce: 5, deliveredMoreThanOnce: 1 });
    expect((await b.control("GET recipients?clientMsgIdPrefix=tc-b")).openids).toEqual([4, 5].map(b.openid));
  });

  it("finds a job by msg_id and a person's messages by openid", async () => {
    const b = await bench({ firstMsgId: 9_007_199_254_740_993n });
    const { msg_id } = await send(b, [0, 1], "c");
    expect(await b.control(`GET ledger?msgId=${msg_id}`)).toMatchObject({ jobs: 1, recipients: 2 });
    expect(await b.control(`GET ledger?openid=${b.openid(1)}`)).toMatchObject({ number: 1, deliveries: 1, msgIds: [msg_id] });
  });
});

describe("a mass job", () => {
  it("takes TotalCount / realspeed, and says SENDING until then", async () => {
    const b = await bench({ followers: 10_000, speedFactor: 1 });
    await b.post("message/mass/speed/set", { speed: 4 });
    const { msg_id } = await send(b, range(10_000), "c");
    const { acceptedAt, finishAt } = await jobOf(b, "c");
    // 10,000 people at 100,000 a minute.
    expect(Number(finishAt) - Number(acceptedAt)).toBe(6000);
    expect(await b.post("message/mass/get", { msg_id })).toEqual({ msg_id, msg_status: "SENDING" });
    await b.sim.advanceClock(6000);
    expect(await b.post("message/mass/get", { msg_id: String(msg_id) })).toEqual({ msg_id, msg_status: "SEND_SUCCESS" });
  });

  it("ends as SEND_FAIL when ordered to fail", async () => {
    const b = await bench();
    b.sim.faults.order({ path: "job", kind: "status", status: "send fail" });
    const { msg_id } = await send(b, [0, 1], "c");
    await eventually(async () => expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_FAIL"));
  });

  it("that is unknown answers 40059", async () => {
    const b = await bench();
    expect((await b.post("message/mass/get", { msg_id: 1 })).errcode).toBe(40059);
    expect((await b.post("message/mass/get", {})).errcode).toBe(40059);
  });
});

describe("mass/delete", () => {
  const news = async (b: Bench) => ({ msgtype: "mpnews", mpnews: { media_id: await draft(b, 2) }, touser: [b.openid(0), b.openid(1)] });

  it("deletes a news send that is done; mass/get then says DELETE", async () => {
    const b = await bench();
    const { msg_id } = await b.post("message/mass/send", await news(b));
    await eventually(async () => expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_SUCCESS"));
    expect((await b.post("message/mass/delete", { msg_id })).errcode).toBe(0);
    expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("DELETE");
  });

  it("deletes one article of several by its index; mass/get says DELETE when none is left; 40060 for an index it has not", async () => {
    const b = await bench();
    const { msg_id } = await b.post("message/mass/send", await news(b));
    await eventually(async () => expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_SUCCESS"));
    const remove = async (article_idx: number) => (await b.post("message/mass/delete", { msg_id, article_idx })).errcode;
    expect([await remove(3), await remove(-1), await remove(2)]).toEqual([40060, 40060, 0]);
    expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("SEND_SUCCESS");
    expect(await remove(1)).toBe(0);
    expect((await b.post("message/mass/get", { msg_id })).msg_status).toBe("DELETE");
  });

  it("refuses text with 40008, a send under way with 40065, an unknown one with 40059, an unknown url with 40066", async () => {
    const b = await bench({ speedFactor: 1 });
    const remove = async (body: Json) => (await b.post("message/mass/delete", body)).errcode;
    const text = await send(b, [0, 1], "c");
    const sending = await b.post("message/mass/send", await news(b));
    expect(await remove({ msg_id: text.msg_id })).toBe(40008);
    expect(await remove({ msg_id: sending.msg_id })).toBe(40065);
    expect([await remove({ msg_id: 1 }), await remove({})]).toEqual([40059, 40059]);
    expect(await remove({ url: "http://mp.weixin.qq.com/s/nothing" })).toBe(40066);
  });
});

describe("mass/preview", () => {
  const preview = (b: Bench, to: Json) => b.post("message/mass/preview", { ...TEXT, ...to });

  it("reaches a follower by openid, or by WeChat id, which wins; it is no delivery", async () => {
    const b = await bench({ app: { wechatNames: { alice: 3 } } });
    expect(await preview(b, { touser: b.openid(0) })).toMatchObject({ errcode: 0, errmsg: "preview success", msg_id: expect.any(Number) });
    expect((await preview(b, { touser: "garbage", towxname: "alice" })).errcode).toBe(0);
    expect((await b.control("GET ledger")).deliveries).toBe(0);
  });

  it("answers 40132 to a bad WeChat id, 40003 to a bad openid, 43004 to who does not follow, 43019 to the blacklisted", async () => {
    const b = await bench({ app: { blacklist: [1] } });
    expect((await preview(b, { towxname: "nobody" })).errcode).toBe(40132);
    expect((await preview(b, { touser: "x" })).errcode).toBe(40003);
    expect((await preview(b, { touser: b.openid(500) })).errcode).toBe(43004);
    expect((await preview(b, { touser: b.openid(1) })).errcode).toBe(43019);
  });

  it("answers the 101st of a day with 45009", async () => {
    const b = await bench();
    for (let i = 0; i < 100; i++) await preview(b, { touser: b.openid(0) });
    expect((await preview(b, { touser: b.openid(0) })).errcode).toBe(45009);
  });
});

describe("mass/speed", () => {
  it.each([
    [0, 80],
    [1, 60],
    [2, 45],
    [3, 30],
    [4, 10],
  ])("level %i is %i × 10,000 a minute", async (speed, realspeed) => {
    const b = await bench();
    expect((await b.post("message/mass/speed/set", { speed })).errcode).toBe(0);
    expect(await b.post("message/mass/speed/get", {})).toEqual({ speed, realspeed });
  });

  it("refuses a level out of range with 45083 and none with 45084", async () => {
    const b = await bench();
    for (const speed of [5, -1, 1.5, "1"]) expect((await b.post("message/mass/speed/set", { speed })).errcode).toBe(45083);
    expect((await b.post("message/mass/speed/set", {})).errcode).toBe(45084);
    expect(await b.post("message/mass/speed/get", {})).toEqual({ speed: 0, realspeed: 80 });
  });
});
