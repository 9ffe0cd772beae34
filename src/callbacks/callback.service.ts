import { CallbackCryptoError } from "../wechat/index.js";
import type { CallbackAccounts } from "./callback-accounts.port.js";
import { decodeBody, parseBody } from "./callback-body.js";
import { CallbackDispatcher } from "./callback-dispatcher.js";
import type { CallbackHandlers } from "./callback-handlers.port.js";
import { type CallbackLog, nameOf } from "./callback-log.js";
import { callbackOf } from "./callback-message.js";
import { type CallbackQuery, checkAge, parameter } from "./callback-query.js";
import { CallbackRefused } from "./callback-refused.js";
import type { CallbackStore } from "./callback-store.port.js";
import { KnownAccounts } from "./known-accounts.js";
import { OriginalIds } from "./original-id.js";

/** WeChat repeats an unanswered callback within 15 s, newly signed; the rest is room for clocks that differ. */
const REPLAY_WINDOW_MS = 10 * 60_000;
const SWEEP_EVERY_MS = 5_000;
/** WeChat hangs up after 5 s and comes again; an answer that it still hears costs it less patience than none. */
const ANSWER_WITHIN_MS = 3_500;

export interface CallbackServiceParts {
  accounts: CallbackAccounts;
  store: CallbackStore;
  handlers: CallbackHandlers;
  log: CallbackLog;
  /** How far a request's timestamp may be from now. */
  replayWindowMs?: number;
  sweepEveryMs?: number;
  /** How long what people did is collected before it is noted; default 2,000. */
  flushAfterMs?: number;
  /** Later than this the answer is 503. */
  answerWithinMs?: number;
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
  private readonly accounts: KnownAccounts;
  private readonly originalIds: OriginalIds;
  private readonly replayWindowMs: number;

  constructor(private readonly parts: CallbackServiceParts) {
    const { sweepEveryMs = SWEEP_EVERY_MS, replayWindowMs = REPLAY_WINDOW_MS } = parts;
    this.dispatcher = new CallbackDispatcher({ ...parts, sweepEveryMs });
    this.accounts = new KnownAccounts(parts.accounts);
    this.originalIds = new OriginalIds(this.accounts, parts.log);
    this.replayWindowMs = replayWindowMs;
  }

  /** GET, when the account's server configuration is saved: WeChat wants its `echostr` back. */
  verify(appId: string, query: CallbackQuery): Promise<CallbackReply> {
    return this.answer(
      (async () => {
        await this.signedAccount(appId, query);
        return parameter(query, "echostr");
      })(),
    );
  }

  /** POST. `success` means: stored, do not repeat it. */
  receive(appId: string, query: CallbackQuery, rawBody: Buffer): Promise<CallbackReply> {
    return this.answer(this.take(appId, query, rawBody).then(() => "success"));
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

  private async signedAccount(appId: string, query: CallbackQuery) {
    const account = await this.accounts.byAppId(appId);
    if (!account) throw new CallbackRefused(404, "no such account");
    const now = new Date();
    const token = account.secrets.tokenOf(query, now);
    checkAge(query, now.getTime(), this.replayWindowMs);
    return { account, token, now };
  }

  private async take(appId: string, query: CallbackQuery, rawBody: Buffer): Promise<void> {
    const { account, token, now } = await this.signedAccount(appId, query);
    const { fields, encrypted } = account.secrets.open(query, token, parseBody(decodeBody(rawBody)), now);
    const callback = callbackOf(account.tenantId, fields);
    await this.originalIds.check(account, fields.ToUserName, encrypted);
    if (callback.problem !== null) this.parts.log.warn({ event: callback.event, problem: callback.problem }, "a callback makes no sense");
    const stored = await this.parts.store.add(callback);
    if (stored?.toDispatch) this.dispatcher.dispatch(stored);
  }

  private async answer(work: Promise<string>): Promise<CallbackReply> {
    try {
      return reply(200, await within(this.parts.answerWithinMs ?? ANSWER_WITHIN_MS, work));
    } catch (error) {
      if (error instanceof CallbackRefused) return this.refuse(error.status, error.message, error.message);
      // Which part of the decryption failed is for the log only: answers that tell it apart help to guess at a plain text.
      if (error instanceof CallbackCryptoError) return this.refuse(400, error.message, "the body cannot be decrypted");
      // Not stored, as far as is known: an error makes WeChat send it again.
      this.parts.log.error({ err: nameOf(error) }, "could not store a callback in time");
      return reply(503, "try again");
    }
  }

  /** Also for what the HTTP server refuses before it comes here. `reason` holds nothing of what was sent. */
  refuse(status: number, reason: string, answer: string): CallbackReply {
    this.parts.log.warn({ reason }, "refused a callback");
    return reply(status, answer);
  }
}

function reply(status: number, body: string): CallbackReply {
  return { status, contentType: "text/plain; charset=utf-8", body };
}

/** Rejects when `work` takes longer; what it does goes on. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
