import { blacklistCalls } from "./endpoints/blacklist.js";
import { draftCalls } from "./endpoints/drafts.js";
import { followerCalls } from "./endpoints/followers.js";
import { massCalls } from "./endpoints/mass.js";
import { materialCalls } from "./endpoints/materials.js";
import { mediaCalls } from "./endpoints/media.js";
import { messageCalls } from "./endpoints/messages.js";
import { publishCalls } from "./endpoints/publish.js";
import { quotaCalls } from "./endpoints/quota.js";
import { tagCalls } from "./endpoints/tags.js";
import type { WeChatCaller } from "./wechat-caller.js";
import type { WeChatClient } from "./wechat-client.js";
import { WeChatError } from "./wechat-error.js";

export interface HttpWeChatClientParts {
  appId: string;
  caller: WeChatCaller;
  /** Asks for one mass call now: 0, or the milliseconds to wait. */
  tryMassCall(): Promise<number>;
}

/** WeChat's API over HTTP for one account. Sends take their turn with the limiter before they get here; previews do so here. */
export function httpWeChatClient({ appId, caller, tryMassCall }: HttpWeChatClientParts): WeChatClient {
  return {
    ...massCalls(caller, (endpoint) => mustTake(endpoint, tryMassCall)),
    ...tagCalls(caller),
    ...followerCalls(caller),
    ...blacklistCalls(caller),
    ...quotaCalls(caller, appId),
    ...mediaCalls(caller),
    ...materialCalls(caller),
    ...draftCalls(caller),
    ...publishCalls(caller),
    ...messageCalls(caller),
  };
}

async function mustTake(endpoint: string, tryMassCall: () => Promise<number>): Promise<void> {
  const wait = await tryMassCall();
  if (wait === 0) return;
  // Somebody is waiting for the answer: better to say so than to hold the request for up to a minute.
  throw new WeChatError("quota-minute", endpoint, null, `mass calls of this minute are used up; again in ${wait} ms`);
}
