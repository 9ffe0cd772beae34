import { createHash, randomInt } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import {
  type CallbackAccount,
  type CallbackHandlers,
  CallbackService,
  type PersonActivity,
  registerCallbackRoutes,
} from "../../src/callbacks/index.js";
import type { Database } from "../../src/platform/database/database.js";
import { CallbackCrypto } from "../../src/wechat/index.js";
import { RecordedLog } from "./support.js";

export const ACCOUNT: CallbackAccount = {
  tenantId: 1,
  appId: "wx0123456789abcdef",
  callbackToken: "a-callback-token",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  previous: null,
  originalId: "gh_1",
};

/** Writes down what it is told; fails as long as `fault` is set. */
export class RecordedHandlers implements CallbackHandlers {
  readonly events: [kind: string, event: object][] = [];
  attempts = 0;
  fault: Error | null = null;
  massSendFinished = (event: object) => this.take("massSendFinished", event);
  subscribed = (event: object) => this.take("subscribed", event);
  unsubscribed = (event: object) => this.take("unsubscribed", event);
  readonly people: PersonActivity[] = [];
  activityFault: Error | null = null;
  active = async (people: readonly PersonActivity[]) => {
    if (this.activityFault) throw this.activityFault;
    this.people.push(...people);
  };

  private async take(kind: string, event: object): Promise<void> {
    this.attempts++;
    if (this.fault) throw this.fault;
    this.events.push([kind, event]);
  }
}

export interface CallbackServer {
  app: FastifyInstance;
  service: CallbackService;
  handlers: RecordedHandlers;
  log: RecordedLog;
  /** As the database has it; the server sees a change when it next reads it. */
  account: CallbackAccount;
}

/** The callback server over a real database, for `ACCOUNT` as `change` has it. */
export async function openCallbackServer(
  database: Database,
  change: Partial<CallbackAccount> = {},
  options: { flushAfterMs?: number } = {},
): Promise<CallbackServer> {
  const account = { ...ACCOUNT, ...change };
  const handlers = new RecordedHandlers();
  const log = new RecordedLog();
  const service = new CallbackService({
    accounts: {
      byAppId: async (appId) => (appId === account.appId ? { ...account } : null),
      learnOriginalId: async (_tenantId, originalId) => {
        account.originalId = originalId;
      },
    },
    store: new PostgresCallbackStore(database),
    handlers,
    log,
    ...options,
  });
  const app = Fastify();
  registerCallbackRoutes(app, service);
  await app.ready();
  return { app, service, handlers, log, account };
}

const sha1 = (...parts: string[]) => createHash("sha1").update(parts.sort().join("")).digest("hex");

/** The address WeChat would call, signed now or `agoMs` ago; with `encrypted`, msg_signature too. */
export function signedUrl(options: { token?: string; agoMs?: number; encrypted?: string; query?: Record<string, string> } = {}): string {
  const { token = ACCOUNT.callbackToken, agoMs = 0, encrypted, query = {} } = options;
  const timestamp = String(Math.floor((Date.now() - agoMs) / 1_000));
  const nonce = String(randomInt(1_000_000_000));
  const message: Record<string, string> =
    encrypted === undefined ? {} : { encrypt_type: "aes", msg_signature: sha1(token, timestamp, nonce, encrypted) };
  const all = new URLSearchParams({ signature: sha1(token, timestamp, nonce), timestamp, nonce, ...message, ...query });
  return `/wechat/callback/${ACCOUNT.appId}?${all}`;
}

export function xmlOf(fields: Record<string, string | number>): string {
  return `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join("\n")}</xml>`;
}

/** Address and body of an encrypted callback; `options` say what is wrong with it. */
export function encryptedRequest(
  xml: string,
  options: { appId?: string; token?: string; key?: string; beside?: string } = {},
): { url: string; payload: string } {
  const encrypted = new CallbackCrypto(options.appId ?? ACCOUNT.appId, options.key ?? ACCOUNT.encodingAesKey ?? "").encrypt(xml);
  const url = signedUrl({ encrypted, ...(options.token === undefined ? {} : { token: options.token }) });
  return { url, payload: `<xml>${options.beside ?? "<ToUserName>gh_1</ToUserName>"}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>` };
}
