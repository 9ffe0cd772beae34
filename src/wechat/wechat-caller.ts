import type { DownloadedFile, UploadFile } from "./calls/media-calls.js";
import { isUnclear, retrying } from "./retry.js";
import { type TokenSupply, withToken } from "./token-retry.js";
import { UploadSource } from "./upload-source.js";
import { mayPassForKnownTag } from "./wechat-error-codes.js";
import type { WeChatHttp, WeChatRequest } from "./wechat-http.js";

export type WeChatCall = Pick<WeChatRequest, "endpoint" | "query" | "body">;

export interface UploadCall extends Omit<WeChatCall, "body"> {
  /** Form fields beside the file. */
  fields?: Readonly<Record<string, string>>;
  file: UploadFile;
}

/** Makes calls in the name of one account. */
export class WeChatCaller {
  constructor(
    private readonly http: WeChatHttp,
    private readonly tokens: TokenSupply,
    private readonly retryDelaysMs?: readonly number[],
  ) {}

  /**
   * One call; where WeChat refuses the token (it has then done nothing) again with the next one. Nothing else is repeated, so
   * this is the way of calls that must not happen twice.
   */
  once(call: WeChatCall): Promise<object> {
    return withToken(this.tokens, (token) => this.http.send(requestOf(call, token)));
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

  /** As `once`; a file that cannot be opened again is not sent again either, and the error is the caller's. */
  async upload({ file, fields = {}, ...call }: UploadCall): Promise<object> {
    const source = new UploadSource(file);
    try {
      return await withToken(
        this.tokens,
        async (token) => this.http.upload(requestOf(call, token), { fields, file, content: await source.open() }),
        source.replayable,
      );
    } finally {
      source.close();
    }
  }

  /** As `idempotent`, until the file begins; what fails later fails in its stream. */
  download(call: WeChatCall): Promise<{ file: DownloadedFile } | { reply: object }> {
    return retrying(() => withToken(this.tokens, (token) => this.http.download(requestOf(call, token))), isUnclear, this.retryDelaysMs);
  }
}

function requestOf({ endpoint, query, body }: WeChatCall, token: string): WeChatRequest {
  return { endpoint, query: { access_token: token, ...query }, body, secrets: [token] };
}
