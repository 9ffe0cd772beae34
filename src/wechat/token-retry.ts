import { WeChatError } from "./wechat-error.js";
import { mayPassForNewToken } from "./wechat-error-codes.js";

/** A token to put into a call. */
export interface UsableToken {
  token: string;
  version: number;
}

export interface TokenSupply {
  /** Waits only where there is none, or it is at its end. */
  current(): Promise<UsableToken>;
  /**
   * After WeChat refused a version: what to try next. `mayBeNew`: perhaps only because not all of WeChat's servers know it yet;
   * then a new one is given once more, after a short wait. Null where there is no other token to be had now.
   */
  afterRefusal(version: number, mayBeNew: boolean): Promise<UsableToken | null>;
}

/** An expired one, its successor twice, a forced one twice. */
const MOST_TRIES = 5;

/**
 * Makes a call with a token, and again with the next one where WeChat refuses it: it has then done nothing. Rejects with what
 * `call` rejects with, or with why no token could be got. What is not `repeatable` is left to the caller, who finds the next
 * token ready.
 */
export async function withToken<T>(tokens: TokenSupply, call: (token: string) => Promise<T>, repeatable = true): Promise<T> {
  let used = await tokens.current();
  let before: number | null = null;
  for (let tries = 1; ; tries++) {
    try {
      return await call(used.token);
    } catch (error) {
      if (!(error instanceof WeChatError) || error.kind !== "token" || tries === MOST_TRIES) throw error;
      // A new one that is not known everywhere yet is worth waiting for only with something to repeat.
      const mayBeNew = repeatable && before !== used.version && mayPassForNewToken(error);
      const next = await tokens.afterRefusal(used.version, mayBeNew);
      if (next === null || !repeatable) throw error;
      before = used.version;
      used = next;
    }
  }
}
