import { CallbackCrypto, CallbackCryptoError } from "../wechat/index.js";
import type { CallbackAccount } from "./callback-accounts.port.js";
import { type CallbackFields, parseBody } from "./callback-body.js";
import { type CallbackQuery, messageSignatureMatches, signatureMatchesQuery } from "./callback-query.js";
import { CallbackRefused } from "./callback-refused.js";

/**
 * The tokens and keys an account's callbacks may be signed and encrypted with now: the present ones and, for some time after a
 * change, the former ones, in whatever combination WeChat's machines go over to the new.
 */
export class AcceptedSecrets {
  private readonly tokens: readonly string[];
  private readonly keys: readonly string[];
  /** Without a key a body is believed as it stands: in plain mode, and for some time after that has ended. */
  private readonly plain: boolean;

  constructor(
    private readonly account: CallbackAccount,
    now: Date,
  ) {
    const { previous } = account;
    const pairs = previous !== null && previous.until > now ? [account, previous] : [account];
    this.tokens = [...new Set(pairs.map(({ callbackToken }) => callbackToken))];
    this.keys = [...new Set(pairs.map(({ encodingAesKey }) => encodingAesKey).filter((key) => key !== null))];
    this.plain = pairs.some(({ encodingAesKey }) => encodingAesKey === null);
  }

  /** The token whose `signature` the request carries. Throws CallbackRefused 400 or 403. */
  tokenOf(query: CallbackQuery): string {
    const token = this.tokens.find((each) => signatureMatchesQuery(query, each));
    if (token === undefined) throw new CallbackRefused(403, "wrong signature");
    return token;
  }

  /**
   * The fields to believe: what was encrypted, also where the plain text stands beside it (compatible mode). Throws
   * CallbackRefused or CallbackCryptoError.
   */
  open(query: CallbackQuery, token: string, body: CallbackFields): { fields: CallbackFields; encrypted: boolean } {
    const encrypted = body.Encrypt;
    const readable = this.plain && body.MsgType !== undefined;
    if (encrypted === undefined || (this.keys.length === 0 && readable)) {
      if (!this.plain) throw new CallbackRefused(400, "the body is not encrypted, but this account has an EncodingAESKey");
      return { fields: body, encrypted: false };
    }
    if (this.keys.length === 0) {
      throw new CallbackRefused(
        400,
        "the body is encrypted, but this account has no EncodingAESKey: set it, or choose plain mode at WeChat",
      );
    }
    if (typeof encrypted !== "string") throw new CallbackRefused(400, "Encrypt is not a text");
    if (!messageSignatureMatches(query, token, encrypted)) throw new CallbackRefused(403, "wrong msg_signature");
    return { fields: parseBody(this.decrypt(encrypted)), encrypted: true };
  }

  private decrypt(encrypted: string): string {
    let refusal: unknown;
    for (const key of this.keys) {
      try {
        return new CallbackCrypto(this.account.appId, key).decrypt(encrypted);
      } catch (error) {
        // What the present key, the first, says is the better reason.
        refusal ??= error;
        if (!(error instanceof CallbackCryptoError)) throw error;
      }
    }
    throw refusal;
  }
}
