import * as followers from "./endpoints/followers.js";
import * as mass from "./endpoints/mass.js";
import * as tags from "./endpoints/tags.js";
import type { MassCallLimiter } from "./mass-call-limiter.js";
import type { WeChatCaller } from "./wechat-caller.js";
import type { MassContent, MassRequest, WeChatClient } from "./wechat-client.js";
import { WeChatError } from "./wechat-error.js";

/** WeChat's API over HTTP for one account. Sends take their turn with the limiter before they get here; previews do so here. */
export class HttpWeChatClient implements WeChatClient {
  constructor(
    private readonly tenantId: number,
    private readonly caller: WeChatCaller,
    private readonly limiter: MassCallLimiter,
  ) {}

  massSendToAll(request: MassRequest) {
    return mass.sendToAll(this.caller, request);
  }

  massSendByTag(request: MassRequest & { wechatTagId: number }) {
    return mass.sendByTag(this.caller, request);
  }

  massSendByOpenids(request: MassRequest & { openids: readonly string[] }) {
    return mass.sendByOpenids(this.caller, request);
  }

  async massPreview(to: { openid: string } | { wechatName: string }, content: MassContent) {
    const wait = await this.limiter.tryTake(this.tenantId);
    if (wait > 0) {
      // Somebody is waiting for the answer: better to say so than to hold the request for up to a minute.
      throw new WeChatError(
        "quota-minute",
        "/cgi-bin/message/mass/preview",
        null,
        `mass calls of this minute are used up; again in ${wait} ms`,
      );
    }
    await mass.preview(this.caller, to, content);
  }

  massStatus(msgId: bigint) {
    return mass.status(this.caller, msgId);
  }

  followers(nextOpenid: string) {
    return followers.followers(this.caller, nextOpenid);
  }

  profiles(openids: readonly string[]) {
    return followers.profiles(this.caller, openids);
  }

  blacklist(beginOpenid: string) {
    return followers.blacklist(this.caller, beginOpenid);
  }

  tags() {
    return tags.list(this.caller);
  }

  createTag(name: string) {
    return tags.create(this.caller, name);
  }

  renameTag(id: number, name: string) {
    return tags.rename(this.caller, id, name);
  }

  deleteTag(id: number) {
    return tags.remove(this.caller, id);
  }

  tagOpenids(wechatTagId: number, openids: readonly string[]) {
    return tags.tag(this.caller, wechatTagId, openids);
  }

  untagOpenids(wechatTagId: number, openids: readonly string[]) {
    return tags.untag(this.caller, wechatTagId, openids);
  }
}
