import { z } from "zod";
import { isUnclear, retrying } from "./retry.js";
import type { TokenSource } from "./token-store.port.js";
import type { WeChatCredentials } from "./wechat-accounts.port.js";
import { WeChatError } from "./wechat-error.js";
import { meaningAtTokenEndpoint, saysEndpointIsMissing } from "./wechat-error-codes.js";
import type { WeChatHttp } from "./wechat-http.js";
import { checkReply } from "./wechat-reply.js";

const STABLE = "/cgi-bin/stable_token";
const CLASSIC = "/cgi-bin/token";
/** WeChat's own limit. */
const LONGEST_LIFE_MS = 7_200_000;
const Issued = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() });

export interface IssuedToken {
  token: string;
  /** From now on; counted from before the request, so that it is never believed longer than WeChat believes it. */
  lifeMs: number;
  source: TokenSource;
}

/**
 * Asks WeChat for a token: stable_token, which gives every caller the same one; /cgi-bin/token, each call of which kills
 * the token before, only where stable_token is not available. `force` makes WeChat drop the present token at once: 20 times
 * a day at most, 30 s apart.
 */
export async function issueToken(
  http: WeChatHttp,
  credentials: WeChatCredentials,
  force: boolean,
  delaysMs?: readonly number[],
): Promise<IssuedToken> {
  try {
    return await retrying(() => stableToken(http, credentials, force), isUnclearAnswer, delaysMs);
  } catch (error) {
    if (!(error instanceof WeChatError) || !saysEndpointIsMissing(error)) throw error;
    return await retrying(() => classicToken(http, credentials), isUnclear, delaysMs);
  }
}

function isUnclearAnswer(error: WeChatError): boolean {
  return isUnclear(error) && !saysEndpointIsMissing(error);
}

async function stableToken(http: WeChatHttp, { appId, appSecret }: WeChatCredentials, force: boolean): Promise<IssuedToken> {
  const asked = performance.now();
  const reply = await http.send({
    endpoint: STABLE,
    body: { grant_type: "client_credential", appid: appId, secret: appSecret, force_refresh: force },
    secrets: [appSecret],
    meaning: meaningAtTokenEndpoint,
  });
  return issued(STABLE, reply, asked, force ? "stable_token_forced" : "stable_token");
}

async function classicToken(http: WeChatHttp, { appId, appSecret }: WeChatCredentials): Promise<IssuedToken> {
  const asked = performance.now();
  const reply = await http.send({
    endpoint: CLASSIC,
    query: { grant_type: "client_credential", appid: appId, secret: appSecret },
    secrets: [appSecret],
    meaning: meaningAtTokenEndpoint,
  });
  return issued(CLASSIC, reply, asked, "token");
}

function issued(endpoint: string, reply: object, asked: number, source: TokenSource): IssuedToken {
  const { access_token: token, expires_in: seconds } = checkReply(endpoint, Issued, reply);
  return { token, lifeMs: Math.min(seconds * 1_000, LONGEST_LIFE_MS) - (performance.now() - asked), source };
}
