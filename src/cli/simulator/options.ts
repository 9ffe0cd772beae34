import { InvalidArgumentError } from "commander";
import type { AppOptions, CallbackOptions } from "../../simulator/index.js";
import { UsageError } from "../terminal.js";

export interface SimulatorCommandOptions {
  port: number;
  host: string;
  app: AppOptions[];
  kind: "service" | "subscription" | "test";
  unverified?: boolean;
  callback?: string;
  callbackToken?: string;
  encodingAesKey?: string;
  state?: string;
  seed: number;
  followers: number;
  speed: number;
  clockSpeed?: number;
  dailyLimit: Record<string, number>;
  massCallsPerMinute: number;
  demoBlacklist?: boolean;
  json?: boolean;
}

export const KINDS = ["service", "subscription", "test"] as const;
export const DEFAULT_APP: AppOptions = { appId: "wxsimulator", appSecret: "simulator-secret" };

const AES_KEY = /^[A-Za-z0-9+/]{43}$/;

/** `wx0123456789abcdef:secret` */
export function addApp(text: string, former: AppOptions[]): AppOptions[] {
  const [, appId, appSecret] = /^([\w-]{1,64}):(\S{1,128})$/.exec(text) ?? [];
  if (appId === undefined || appSecret === undefined)
    throw new InvalidArgumentError("Give AppID and AppSecret as wx0123456789abcdef:secret.");
  if (former.some((app) => app.appId === appId)) throw new InvalidArgumentError(`AppID ${appId} is there twice.`);
  return [...former, { appId, appSecret }];
}

/** `/cgi-bin/user/get=10`, or `mass-send=10` for sendall and send together. */
export function addDailyLimit(text: string, former: Record<string, number>): Record<string, number> {
  const [, path, limit] = /^(\/cgi-bin\/[\w/-]+|mass-send)=(\d{1,9})$/.exec(text) ?? [];
  if (path === undefined || limit === undefined)
    throw new InvalidArgumentError("Give path and number as /cgi-bin/user/get=10, or mass-send=10 for mass sends.");
  return { ...former, [path]: Number(limit) };
}

export function aesKey(text: string): string {
  if (!AES_KEY.test(text)) throw new InvalidArgumentError("Give 43 characters A-Z, a-z, 0-9, + or /.");
  return text;
}

/** Signatures are made of it, and WeChat's console takes nothing else. */
export function callbackToken(text: string): string {
  if (!/^[A-Za-z0-9_-]{3,64}$/.test(text)) throw new InvalidArgumentError("Give 3 to 64 letters, digits, - or _.");
  return text;
}

/** The accounts to simulate, each with its callback. Throws UsageError when options contradict each other. */
export function appsOf(options: SimulatorCommandOptions): AppOptions[] {
  const { app, kind, unverified = false } = options;
  const apps = app.length > 0 ? app : [DEFAULT_APP];
  return apps.map((one) => {
    const callback = callbackOf(options, one.appId);
    return { ...one, kind, verified: !unverified, ...(callback ? { callback } : {}) };
  });
}

/** Known to whoever reads the README: no secret, but then nobody real is signed for. */
export const DEFAULT_CALLBACK_TOKEN = "simulator";

function callbackOf(options: SimulatorCommandOptions, appId: string): CallbackOptions | null {
  const { callback, callbackToken: token = DEFAULT_CALLBACK_TOKEN, encodingAesKey } = options;
  if (callback === undefined) {
    if (options.callbackToken !== undefined)
      throw new UsageError("--callback-token needs --callback, the address that events are posted to");
    if (encodingAesKey !== undefined) throw new UsageError("--encoding-aes-key needs --callback, the address that events are posted to");
    return null;
  }
  return {
    url: callback.replace(":appId", appId),
    token,
    encodingAesKey: encodingAesKey ?? null,
    mode: encodingAesKey === undefined ? "plain" : "safe",
  };
}
