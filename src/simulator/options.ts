import { randomBytes } from "node:crypto";
import { FASTEST_CLOCK } from "./clock.js";
import { type AccountConditions, USUAL_CONDITIONS } from "./model/conditions.js";
import { firstTemplate, type Template } from "./model/template-book.js";
import { accountSeed } from "./openids.js";

export interface CallbackOptions {
  url: string;
  /** The callback token of the account's settings. */
  token: string;
  /** 43 characters; needed for `safe` and `compatible`. */
  encodingAesKey: string | null;
  mode: "plain" | "safe" | "compatible";
  /** Of what is pushed; default xml. */
  format?: "xml" | "json";
}

export interface AppOptions extends Partial<AccountConditions> {
  appId: string;
  appSecret: string;
  /** Service account (default), subscription account, or a test account. */
  kind?: "service" | "subscription" | "test";
  /** WeChat-verified; default true. */
  verified?: boolean;
  callback?: CallbackOptions;
  /** `gh_…`; made from the appId if absent. */
  originalId?: string;
  /** Of this account's openids; default: the simulator's seed for the first app, another one derived from it for each further. */
  seed?: number;
  /** Default: the simulator's `followers`. */
  followers?: number;
  /** Follower numbers on the blacklist from the start. */
  blacklist?: Iterable<number>;
  /** Tags that are there from the start, numbered from 100 in this order. */
  initialTags?: readonly { name: string; members: Iterable<number> }[];
  /** WeChat ids for `towxname` and whose they are. */
  wechatNames?: Readonly<Record<string, number>>;
  /** Templates of template messages; default: one. */
  templates?: readonly Template[];
}

/** What pino's loggers can do of it. */
export interface SimulatorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SimulatorOptions {
  /** 0 (default) takes a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  apps: readonly AppOptions[];
  /** Of openids, unionids and chances; default 1. */
  seed?: number;
  /** People 0 to `followers` - 1 follow each account; default 10,000. */
  followers?: number;
  /** Folder that keeps tags, follows, jobs, clientmsgids and the ledger across restarts and kill -9; default: nothing is kept. */
  stateDir?: string;
  /** Jobs and callback retries go this many times as fast, measured by the simulator's clock; default 1. */
  speedFactor?: number;
  /** The simulator's clock goes this many times as fast as real time; 0: it stands still. Default: as the state folder says, else 1. */
  clockSpeed?: number;
  /**
   * What the `timestamp` of a callback's query tells: the sender's real time (default), as receivers refuse what is minutes old,
   * or the simulator's. CreateTime in the body is always the simulator's.
   */
  callbackTime?: "real" | "simulated";
  /** Mass sends accepted a minute; default 60, WeChat's. Infinity: no limit. */
  massCallsPerMinute?: number;
  /** Daily limits that differ from WeChat's, per path; `mass-send` is the one of sendall and send together. */
  dailyLimits?: Readonly<Record<string, number>>;
  /** Share of recipients (0 to 1) a delivery fails for, counted in ErrorCount; default 0. */
  deliveryErrorRate?: number;
  /** msg_id of the first send; beyond 2^53 it shows who loses precision. Default 1000000001. */
  firstMsgId?: bigint;
  /** How long a callback may take to be answered; default 5,000 ms, WeChat's. */
  callbackTimeoutMs?: number;
  logger?: SimulatorLogger;
}

export type ResolvedApp = Required<Omit<AppOptions, "callback" | keyof AccountConditions>> & {
  callback: CallbackOptions | null;
  conditions: AccountConditions;
};
export type ResolvedOptions = Required<Omit<SimulatorOptions, "apps" | "stateDir" | "clockSpeed" | "logger">> & {
  apps: readonly ResolvedApp[];
  stateDir: string | null;
  clockSpeed: number | null;
  logger: SimulatorLogger | null;
};

export const AES_KEY = /^[A-Za-z0-9+/]{43}$/;

/** Fills in the defaults. Throws when an app cannot work. */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const seed = options.seed ?? 1;
  const followers = options.followers ?? 10_000;
  const { clockSpeed = 1 } = options;
  if (!(clockSpeed >= 0 && clockSpeed <= FASTEST_CLOCK)) throw new Error(`clockSpeed is from 0 to ${FASTEST_CLOCK}`);
  if (options.apps.length === 0) throw new Error("the simulator needs at least one app (appId and appSecret)");
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    apps: options.apps.map((app, index) => resolveApp(app, index === 0 ? seed : accountSeed(seed, app.appId), followers)),
    seed,
    followers,
    stateDir: options.stateDir ?? null,
    speedFactor: options.speedFactor ?? 1,
    clockSpeed: options.clockSpeed ?? null,
    callbackTime: options.callbackTime ?? "real",
    massCallsPerMinute: options.massCallsPerMinute ?? 60,
    dailyLimits: options.dailyLimits ?? {},
    deliveryErrorRate: options.deliveryErrorRate ?? 0,
    firstMsgId: options.firstMsgId ?? 1_000_000_001n,
    callbackTimeoutMs: options.callbackTimeoutMs ?? 5000,
    logger: options.logger ?? null,
  };
}

function resolveApp(app: AppOptions, seed: number, followers: number): ResolvedApp {
  const { callback } = app;
  if (callback && callback.mode !== "plain" && !AES_KEY.test(callback.encodingAesKey ?? "")) {
    throw new Error(`app ${app.appId}: callback mode ${callback.mode} needs an encodingAesKey of 43 characters A-Z a-z 0-9 + /`);
  }
  return {
    ...app,
    kind: app.kind ?? "service",
    verified: app.verified ?? true,
    callback: callback ?? null,
    originalId: app.originalId ?? `gh_${Buffer.from(app.appId).toString("hex").slice(-12)}`,
    seed: app.seed ?? seed,
    followers: app.followers ?? followers,
    blacklist: app.blacklist ?? [],
    initialTags: app.initialTags ?? [],
    wechatNames: app.wechatNames ?? {},
    templates: app.templates ?? [firstTemplate(app.appId)],
    conditions: conditionsOf(app),
  };
}

function conditionsOf(app: AppOptions): AccountConditions {
  return {
    ipWhitelist: app.ipWhitelist ?? USUAL_CONDITIONS.ipWhitelist,
    secretFrozen: app.secretFrozen ?? USUAL_CONDITIONS.secretFrozen,
    massProtocolAgreed: app.massProtocolAgreed ?? USUAL_CONDITIONS.massProtocolAgreed,
    apiForbidden: app.apiForbidden ?? USUAL_CONDITIONS.apiForbidden,
    forbiddenMsgtypes: app.forbiddenMsgtypes ?? USUAL_CONDITIONS.forbiddenMsgtypes,
    sendProtection: app.sendProtection ?? USUAL_CONDITIONS.sendProtection,
    taggingTakesMs: app.taggingTakesMs ?? USUAL_CONDITIONS.taggingTakesMs,
    errmsgSuffix: app.errmsgSuffix ?? USUAL_CONDITIONS.errmsgSuffix,
  };
}

/** A token as long and as random as WeChat's. */
export function newTokenValue(): string {
  return `97_${randomBytes(96).toString("base64url")}`;
}
