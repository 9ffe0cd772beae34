import { type WeChatClient, WeChatError, type WeChatProfile } from "../wechat/index.js";

/** WeChat's limit for one call (user/info/batchget). */
const PROFILES_PER_CALL = 100;
const CALLS_AT_ONCE = 4;

/**
 * Profiles of all `openids`, at most four calls at a time. One openid that WeChat does not know makes it refuse the whole call
 * (40003): such a call is halved until the culprit stands alone, who then counts as not following.
 */
export async function fetchProfiles(client: Pick<WeChatClient, "profiles">, openids: readonly string[]): Promise<WeChatProfile[]> {
  const calls: (readonly string[])[] = [];
  for (let i = 0; i < openids.length; i += PROFILES_PER_CALL) calls.push(openids.slice(i, i + PROFILES_PER_CALL));
  const answers: WeChatProfile[][] = [];
  let next = 0;
  const take = async () => {
    for (let call = next++; call < calls.length; call = next++) answers[call] = await fetchOrHalve(client, calls[call] ?? []);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, take));
  return answers.flat();
}

async function fetchOrHalve(client: Pick<WeChatClient, "profiles">, openids: readonly string[]): Promise<WeChatProfile[]> {
  try {
    return await client.profiles(openids);
  } catch (error) {
    if (!(error instanceof WeChatError) || error.kind !== "invalid") throw error;
    const [only] = openids;
    if (only !== undefined && openids.length === 1) return [unknownAtWeChat(only)];
    const middle = Math.ceil(openids.length / 2);
    return [...(await fetchOrHalve(client, openids.slice(0, middle))), ...(await fetchOrHalve(client, openids.slice(middle)))];
  }
}

function unknownAtWeChat(openid: string): WeChatProfile {
  const nothing = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
  return { ...nothing, openid, subscribed: false, wechatTagIds: [] };
}
