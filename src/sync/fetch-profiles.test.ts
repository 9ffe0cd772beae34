import { describe, expect, test } from "vitest";
import { WeChatError, type WeChatProfile } from "../wechat/index.js";
import { fetchProfiles } from "./fetch-profiles.js";

const ENDPOINT = "/cgi-bin/user/info/batchget";

/** WeChat knows all but `strangers`, takes 100 at a time, and notes how many calls were open at once. */
class FakeWeChat {
  calls = 0;
  mostAtOnce = 0;
  private open = 0;

  constructor(private readonly strangers: readonly string[] = []) {}

  async profiles(openids: readonly string[]): Promise<WeChatProfile[]> {
    this.calls++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.open);
    await new Promise(setImmediate);
    this.open--;
    if (openids.length > 100) throw new WeChatError("invalid", ENDPOINT, 40032, "invalid openid list size");
    if (openids.some((openid) => this.strangers.includes(openid))) throw new WeChatError("invalid", ENDPOINT, 40003, "invalid openid");
    const nothing = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    return openids.map((openid) => ({ ...nothing, openid, subscribed: true, wechatTagIds: [] }));
  }
}

const openids = (count: number) => Array.from({ length: count }, (_, i) => `o${i}`);

describe("fetchProfiles", () => {
  test("asks for a hundred at a time, four calls at once, and keeps the order", async () => {
    const wechat = new FakeWeChat();
    const profiles = await fetchProfiles(wechat, openids(1_234));
    expect(profiles.map(({ openid }) => openid)).toEqual(openids(1_234));
    expect([wechat.calls, wechat.mostAtOnce]).toEqual([13, 4]);
  });

  test("asks nothing for nobody", async () => {
    const wechat = new FakeWeChat();
    expect(await fetchProfiles(wechat, [])).toEqual([]);
    expect(wechat.calls).toBe(0);
  });

  test("finds those WeChat does not know, each as not following, without losing a neighbour", async () => {
    const strangers = ["o0", "o57", "o58", "o199"];
    const profiles = await fetchProfiles(new FakeWeChat(strangers), openids(200));
    expect(profiles.map(({ openid }) => openid)).toEqual(openids(200));
    expect(profiles.filter(({ subscribed }) => !subscribed).map(({ openid }) => openid)).toEqual(strangers);
  });

  test("passes on a failure that is not about one openid", async () => {
    const failing = { profiles: () => Promise.reject(new WeChatError("quota-day", ENDPOINT, 45009, "reach max api daily quota limit")) };
    await expect(fetchProfiles(failing, openids(5))).rejects.toMatchObject({ kind: "quota-day" });
  });
});
