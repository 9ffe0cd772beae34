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
  private readonly cryptos = new Map<string, CallbackCrypto>();

  constructor(private readonly account: CallbackAccount) {}

  /** The token whose `signature` the request carries. Throws CallbackRefused 400 or 403. */
  tokenOf(query: CallbackQuery, now: Date): string {
    const pair = this.pairs(now).find(({ callbackToken }) => signatureMatchesQuery(query, callbackToken));
    if (pair === undefined) throw new CallbackRefused(403, "wrong signature");
    return pair.callbackToken;
  }

  /**
   * The fields to believe: what was encrypted, also where the plain text stands beside it (compatible mode). Throws
   * CallbackRefused or CallbackCryptoError.
   */
  open(query: CallbackQuery, token: string, body: CallbackFields, now: Date): { fields: CallbackFields; encrypted: boolean } {
    const encrypted = body.Encrypt;
    const all = this.pairs(now).map(({ encodingAesKey }) => encodingAesKey);
    const keys = all.filter((key) => key !== null);
    if (encrypted === undefined || (keys.length === 0 && body.MsgType !== undefined)) {
      // Without a key a body is believed as it stands: in plain mode, and for some time after that has ended.
      if (!all.includes(null)) throw new CallbackRefused(400, "the body is not encrypted, but this account has an EncodingAESKey");
      return { fields: body, encrypted: false };
    }
    if (keys.length === 0) {
      throw new CallbackRefused(
        400,
        "the body is encrypted, but this account has no EncodingAESKey: set it, or choose plain mode at WeChat",
      );
    }
    if (typeof encrypted !== "string") throw new CallbackRefused(400, "Encrypt is not a text");
    if (!messageSignatureMatches(query, token, encrypted)) throw new CallbackRefused(403, "wrong msg_signature");
    return { fields: parseBody(this.decrypt(encrypted, keys)), encrypted: true };
  }

  private decrypt(encrypted: string, keys: readonly string[]): string {
    let refusal: unknown;
    for (const key of keys) {
      try {
        return this.cryptoOf(key).decrypt(encrypted);
      } catch (error) {
        // What the present key, the first, says is the better reason.
        refusal ??= error;
        if (!(error instanceof CallbackCryptoError)) throw error;
      }
    }
    throw refusal;
  }

  private cryptoOf(key: string): CallbackCrypto {
    const known = this.cryptos.get(key);
    if (known) return known;
    const crypto = new CallbackCrypto(this.account.appId, key);
    this.cryptos.set(key, crypto);
    return crypto;
  }

  private pairs(now: Date) {
    const { previous } = this.account;
    return previous !== null && previous.until > now ? [this.account, previous] : [this.account];
  }
}
