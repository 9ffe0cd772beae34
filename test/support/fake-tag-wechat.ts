import { type WeChatClient, WeChatError, type WeChatProfile } from "../../src/wechat/index.js";

/** `lost-*`: no answer comes. `dies-*`: the process that called is gone. After: WeChat did it all the same. */
export type TagFault = "ok" | "lost-before" | "lost-after" | "dies-before" | "dies-after" | "refused";

interface FakeTag {
  id: number;
  name: string;
  members: Set<string>;
}

/** WeChat's tags and followers in memory, with each answer as the test wants it, and a note of what was last settled with it. */
export class FakeTagWeChat {
  readonly tags = new Map<number, FakeTag>();
  /** Openids with the time they followed, in seconds. */
  readonly followers = new Map<string, number>();
  fault: () => TagFault = () => "ok";
  die: () => void = () => undefined;
  /** Told of each membership that a call of ours set. */
  onSet: (tagId: number, openid: string, carries: boolean) => void = () => undefined;
  private now = 1_700_000_000;

  follow(openid: string): void {
    this.now += 60;
    this.followers.set(openid, this.now);
  }

  unfollow(openid: string): void {
    this.followers.delete(openid);
    for (const { members } of this.tags.values()) members.delete(openid);
  }

  addTag(id: number, name: string): void {
    this.tags.set(id, { id, name, members: new Set() });
  }

  client(): WeChatClient {
    const known: Partial<WeChatClient> = {
      tags: async () => [...this.tags.values()].map(({ id, name, members }) => ({ id, name, count: members.size })),
      createTag: (name) =>
        this.answer(() => {
          const id = 100 + this.tags.size;
          this.addTag(id, name);
          return { id, name };
        }),
      tagMembers: async (id) => ({ openids: [...(this.tags.get(id)?.members ?? [])], nextOpenid: "" }),
      tagOpenids: (id, openids) => this.answer(() => this.set(id, openids, true)),
      untagOpenids: (id, openids) => this.answer(() => this.set(id, openids, false)),
      profiles: async (openids) => openids.map((openid) => this.profile(openid)),
    };
    return known as WeChatClient;
  }

  private set(id: number, openids: readonly string[], carries: boolean): void {
    if (carries && openids.some((openid) => !this.followers.has(openid))) throw refusal(40003, "invalid openid");
    for (const openid of openids) {
      if (carries) this.tags.get(id)?.members.add(openid);
      else this.tags.get(id)?.members.delete(openid);
      this.onSet(id, openid, carries);
    }
  }

  private async answer<T>(act: () => T): Promise<T> {
    const fault = this.fault();
    if (fault === "dies-before") this.die();
    if (fault === "lost-before" || fault === "dies-before") throw unclear();
    if (fault === "refused") throw new WeChatError("quota-minute", "/cgi-bin/tags", 45011, "slower");
    const result = act();
    if (fault === "dies-after") this.die();
    if (fault === "lost-after" || fault === "dies-after") throw unclear();
    return result;
  }

  private profile(openid: string): WeChatProfile {
    const since = this.followers.get(openid);
    const unsaid = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, remark: null } as const;
    return {
      ...unsaid,
      openid,
      subscribed: since !== undefined,
      subscribedAt: since === undefined ? null : new Date(since * 1_000),
      wechatTagIds: [...this.tags.values()].flatMap(({ id, members }) => (members.has(openid) ? [id] : [])),
    };
  }
}

function refusal(errcode: number, errmsg: string): WeChatError {
  return new WeChatError("invalid", "/cgi-bin/tags/members/batchtagging", errcode, errmsg);
}

function unclear(): WeChatError {
  return new WeChatError("unclear", "/cgi-bin/tags/members/batchtagging", null, "time-out");
}
