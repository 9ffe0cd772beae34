import { WeChatError } from "./wechat-error.js";
import { isForeignOpenid } from "./wechat-error-codes.js";
import type { WeChatHttp } from "./wechat-http.js";

/** `refused`: WeChat does not take it. `foreign`: it does, but as another account's. */
export type TokenVerdict = "taken" | "refused" | "foreign";

const USER_INFO = "/cgi-bin/user/info";
const QUOTA = "/cgi-bin/openapi/quota/get";

/**
 * Asks WeChat something harmless with a token that is nobody's yet. `openids` are some of the account's people: a token that
 * knows none of them is another account's, and messages sent with it would reach another brand's followers. Rejects with
 * WeChatError where WeChat gives no clear answer.
 */
export async function checkToken(http: WeChatHttp, token: string, openids: readonly string[]): Promise<TokenVerdict> {
  const ask = (endpoint: string, query: Record<string, string>, body?: object) =>
    answerTo(http.send({ endpoint, query: { access_token: token, ...query }, body, secrets: [token] }));
  if (openids.length === 0) return ask(QUOTA, {}, { cgi_path: USER_INFO });
  for (const openid of openids) {
    const verdict = await ask(USER_INFO, { openid });
    if (verdict !== "foreign") return verdict;
  }
  return "foreign";
}

/** WeChat looks at the token before anything else, so any other refusal says that it takes it. */
async function answerTo(call: Promise<object>): Promise<TokenVerdict> {
  try {
    await call;
    return "taken";
  } catch (error) {
    if (!(error instanceof WeChatError) || error.kind === "unclear") throw error;
    if (error.kind === "token") return "refused";
    return isForeignOpenid(error) ? "foreign" : "taken";
  }
}
