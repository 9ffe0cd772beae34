import { isUnclear, retrying } from "./retry.js";
import type { TokenKeeper } from "./token-keeper.js";
import { WeChatError } from "./wechat-error.js";
import { mayPassForKnownTag } from "./wechat-error-codes.js";
import type { WeChatHttp, WeChatRequest } from "./wechat-http.js";

export type WeChatCall = Pick<WeChatRequest, "endpoint" | "query" | "body">;

/** Makes calls in the name of one account. */
export class WeChatCaller {
  constructor(
    private readonly http: WeChatHttp,
    private readonly tokens: Pick<TokenKeeper, "current" | "refresh">,
    private readonly retryDelaysMs?: readonly number[],
  ) {}

  /**
   * One call, with the token renewed and the call repeated once where WeChat refuses the token (it has then done nothing).
   * Nothing else is repeated, so this is the way of calls that must not happen twice.
   */
  async once(call: WeChatCall): Promise<object> {
    const first = await this.tokens.current();
    try {
      return await this.send(call, first.token);
    } catch (error) {
      if (!(error instanceof WeChatError) || error.kind !== "token") throw error;
    }
    const second = await this.tokens.refresh({ rejectedVersion: first.version });
    return this.send(call, second.token);
  }

  /** For reads and for writes that are harmless to repeat: again, with growing delays, after an unclear reply. */
  idempotent(call: WeChatCall): Promise<object> {
    return retrying(() => this.once(call), isUnclear, this.retryDelaysMs);
  }

  /** Tagging with a tag that is known to exist. */
  tagging(call: WeChatCall): Promise<object> {
    return retrying(
      () => this.once(call),
      (error) => isUnclear(error) || mayPassForKnownTag(error),
      this.retryDelaysMs,
    );
  }

  private send({ endpoint, query, body }: WeChatCall, token: string): Promise<object> {
    return this.http.send({ endpoint, query: { access_token: token, ...query }, body, secrets: [token] });
  }
}
