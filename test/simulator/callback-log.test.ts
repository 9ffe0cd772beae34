import { describe, expect, it } from "vitest";
import { type Bench, bench, type Json, receiver } from "./support.js";

const say = (b: Bench, content = "在吗") => b.control("POST events", { message: "text", content, follower: 3 });
const log = (b: Bench) =>
  b.control("GET callbacks") as Promise<{ counts: Json; perMinute: number[]; recent: (Json & { tries: Json[] })[] }>;
const replyTo = (b: () => Bench, content: string) =>
  `<xml><ToUserName>${b().openid(3)}</ToUserName><FromUserName>gh_0123456789ab</FromUserName><CreateTime>1</CreateTime>` +
  `<MsgType>text</MsgType><Content><![CDATA[${content}]]></Content></xml>`;

async function talking(answer: (b: () => Bench, index: number) => string, timeoutMs = 5000): Promise<Bench> {
  const { plain } = await receiver((_call, index) => answer(() => b, index));
  const b = await bench({ app: { callback: plain, originalId: "gh_0123456789ab" }, callbackTimeoutMs: timeoutMs });
  return b;
}

describe("the log of callbacks", () => {
  it("shows what the person was answered", async () => {
    const b = await talking((its) => replyTo(its, "您好"));
    expect((await say(b)).outcome).toBe("replied");
    const { counts, recent } = await log(b);
    expect(counts).toMatchObject({ events: 1, posts: 1, acknowledged: 1, replied: 1, invalidReplies: 0 });
    expect(recent).toMatchObject([
      { event: "text", openid: b.openid(3), outcome: "replied", tries: [{ status: 200, answer: "reply", reply: { content: "您好" } }] },
    ]);
  });

  it("shows why a reply was no good, try by try", async () => {
    const b = await talking((its, index) => (index === 0 ? '{"ok":true}' : index === 1 ? replyTo(its, "") : "success"));
    expect((await say(b)).outcome).toBe("acknowledged");
    const { counts, recent } = await log(b);
    expect(counts).toMatchObject({ events: 1, posts: 3, acknowledged: 1, invalidReplies: 2 });
    expect(recent[0]?.tries).toMatchObject([
      { answer: "invalid", problem: "neither success nor empty nor XML" },
      { answer: "invalid", problem: expect.stringContaining("lacks its content") },
      { answer: "success" },
    ]);
  });

  it("counts what was given up, and what a fault did", async () => {
    const b = await talking(() => "no");
    b.sim.faults.order({ path: "callback", kind: "drop", skip: 1 });
    expect([(await say(b)).outcome, (await say(b)).outcome]).toEqual(["given up", "dropped"]);
    const { counts, recent } = await log(b);
    expect(counts).toMatchObject({ events: 2, posts: 3, givenUp: 1, dropped: 1 });
    expect(recent.map(({ fault, outcome }) => [fault, outcome])).toEqual([
      ["drop", "dropped"],
      [null, "given up"],
    ]);
  });

  it("tells a refusal by status from silence", async () => {
    const { plain } = await receiver();
    const b = await bench({ app: { callback: { ...plain, url: "http://127.0.0.1:9/" } } });
    await say(b);
    await b.control("POST callback-settings", { url: `${b.sim.url}/mmbiz/none` });
    await say(b);
    const answers = (await log(b)).recent.map(({ tries }) => [...new Set(tries.map(({ answer }) => answer))]);
    expect(answers).toEqual([["refused"], ["no answer"]]);
  });

  it("reads no more than 64 kB of a reply", async () => {
    const b = await talking(() => `success${" ".repeat(10_000_000)}`);
    expect((await say(b)).outcome).toBe("acknowledged");
  });

  it("keeps the last 50, newest first, and counts per minute", async () => {
    const b = await talking(() => "success");
    await Promise.all(Array.from({ length: 60 }, () => say(b)));
    const { recent, perMinute, counts } = await log(b);
    expect([recent.length, counts.events]).toEqual([50, 60]);
    expect(perMinute.slice(-2).reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(Number(recent[0]?.id)).toBeGreaterThan(Number(recent[49]?.id));
  });
});
