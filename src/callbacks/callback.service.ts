import { CallbackCrypto, CallbackCryptoError } from "../wechat/index.js";
import type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";
import { type CallbackFields, MAX_BODY_BYTES, parseBody } from "./callback-body.js";
import { CallbackDispatcher } from "./callback-dispatcher.js";
import type { CallbackHandlers } from "./callback-handlers.port.js";
import type { CallbackLog } from "./callback-log.js";
import { callbackOf } from "./callback-message.js";
import { type CallbackQuery, checkMessageSignature, checkSignature, parameter } from "./callback-query.js";
import { CallbackRefused } from "./callback-refused.js";
import type { CallbackStore } from "./callback-store.port.js";

/** WeChat repeats an unanswered callback within 15 s, newly signed; the rest is room for clocks that differ. */
const REPLAY_WINDOW_MS = 10 * 60_000;
const SWEEP_EVERY_MS = 5_000;

export interface CallbackServiceParts {
  accounts: CallbackAccounts;
  store: CallbackStore;
  handlers: CallbackHandlers;
  log: CallbackLog;
  /** How far a request's timestamp may be from now. */
  replayWindowMs?: number;
  sweepEveryMs?: number;
}

/** What the HTTP server answers. */
export interface CallbackReply {
  status: number;
  contentType: string;
  body: string;
}

/** The server that WeChat calls: believes only what is signed, stores first, answers at once, acts afterwards. */
export class CallbackService {
  private readonly dispatcher: CallbackDispatcher;
  private readonly replayWindowMs: number;

  constructor(private readonly parts: CallbackServiceParts) {
    const { store, handlers, log, sweepEveryMs = SWEEP_EVERY_MS, replayWindowMs = REPLAY_WINDOW_MS } = parts;
    this.dispatcher = new CallbackDispatcher({ store, handlers, log, sweepEveryMs });
    this.replayWindowMs = replayWindowMs;
  }

  /** GET, when the account's server configuration is saved: WeChat wants its `echostr` back. */
  verify(appId: string, query: CallbackQuery): Promise<CallbackReply> {
    return this.answer(async () => {
      await this.signedAccount(appId, query);
      return parameter(query, "echostr");
    });
  }

  /** POST. `success` means: stored, do not repeat it. */
  receive(appId: string, query: CallbackQuery, rawBody: Buffer): Promise<CallbackReply> {
    return this.answer(async () => {
      const account = await this.signedAccount(appId, query);
      if (rawBody.length > MAX_BODY_BYTES) throw new CallbackRefused(400, "the body is too large");
      const fields = this.open(account, query, parseBody(rawBody.toString("utf8")));
      const stored = await this.parts.store.add(callbackOf(account.tenantId, fields));
      if (stored?.toDispatch) this.dispatcher.dispatch(stored);
      return "success";
    });
  }

  /** Acts once on what a crash left or a handler failed at, as far as its time has come; returns how many were tried. */
  sweep(): Promise<number> {
    return this.dispatcher.sweep();
  }

  /** Sweeps now and from time to time, until `stop`. */
  start(): void {
    this.dispatcher.start();
  }

  /** Resolves when no handler is at work any more; what is left is found by the next sweep. */
  stop(): Promise<void> {
    return this.dispatcher.stop();
  }

  /** Resolves when all that was received up to now has been acted on (or has failed). */
  idle(): Promise<void> {
    return this.dispatcher.idle();
  }

  private async signedAccount(appId: string, query: CallbackQuery): Promise<CallbackAccount> {
    const account = await this.parts.accounts.byAppId(appId);
    if (!account) throw new CallbackRefused(404, "no such account");
    checkSignature(query, account.callbackToken, Date.now(), this.replayWindowMs);
    return account;
  }

  /** The fields to believe: with an EncodingAESKey only what was encrypted, also where the plain text stands beside it. */
  private open(account: CallbackAccount, query: CallbackQuery, body: CallbackFields): CallbackFields {
    const encrypted = body.Encrypt;
    if (account.encodingAesKey === null) {
      if (encrypted !== undefined && body.MsgType === undefined) {
        throw new CallbackRefused(
          400,
          "the body is encrypted, but this account has no EncodingAESKey: set it, or choose plain mode at WeChat",
        );
      }
      return body;
    }
    if (typeof encrypted !== "string") throw new CallbackRefused(400, "the body is not encrypted, but this account has an EncodingAESKey");
    checkMessageSignature(query, account.callbackToken, encrypted);
    return parseBody(new CallbackCrypto(account.appId, account.encodingAesKey).decrypt(encrypted));
  }

  private async answer(work: () => Promise<string>): Promise<CallbackReply> {
    try {
      return reply(200, await work());
    } catch (error) {
      if (error instanceof CallbackRefused || error instanceof CallbackCryptoError) {
        this.parts.log.warn({ reason: error.message }, "refused a callback");
        return reply(error instanceof CallbackRefused ? error.status : 400, error.message);
      }
      // Not stored: an error makes WeChat send it again.
      this.parts.log.error({ err: error instanceof Error ? error.name : typeof error }, "could not store a callback");
      return reply(503, "try again");
    }
  }
}

function reply(status: number, body: string): CallbackReply {
  return { status, contentType: "text/plain; charset=utf-8", body };
}
