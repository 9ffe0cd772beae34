import { resolve } from "node:path";
import { z } from "zod";
import { type Bucket, bucketUrl } from "./bucket-url.js";
import { ConfigurationError } from "./configuration-error.js";
import { type RedisAddress, type RedisClusterAddress, redisClusterNodes, redisUrl } from "./redis-address.js";
import { address, decimal, integer, matching, networks, origins, trustedProxies } from "./variables.js";

/** One Official Account, as its administration page states it. */
export interface AccountSettings {
  appId: string;
  appSecret: string;
  callbackToken: string;
  /** null: callbacks come in plain text. */
  encodingAesKey: string | null;
}

/** The whole configuration, read once at start. A part that is not configured is null. */
export interface Environment {
  /** No account is configured: the simulator stands in for WeChat. */
  sandbox: boolean;
  host: string;
  /** 0: any free one. */
  port: number;
  /** Absolute. */
  dataDir: string;
  /** null: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
  /** null: one process is all there is. `tokenKey`: where other services find the access token, with <appid> for the account's. */
  redis: { settings: RedisAddress; prefix: string; tokenKey: string } | null;
  /** null: people's positions are kept in PostgreSQL. */
  redisCluster: { settings: RedisClusterAddress; prefix: string } | null;
  /** null: audiences are answered by bitmaps in the process. `index` is the alias of the index. */
  elasticsearch: { url: string; index: string } | null;
  /** null: files are kept in a folder of the data folder. */
  bucket: Bucket | null;
  wechat: {
    account: AccountSettings | null;
    /** null (in the sandbox only): wherever the built-in simulator listens. */
    apiBaseUrl: string | null;
    massCallsPerMinute: number;
  };
  /** Recipients of one mass call. */
  massSendBatchSize: number;
  /** How long after its acceptance a batch without callback is asked for. */
  massSendResultOverdueSeconds: number;
  /** How long after midnight in Asia/Shanghai a send goes on that waits for a daily quota of WeChat's. */
  massSendQuotaDelaySeconds: number;
  /** Private networks that webhooks may be posted into; empty: none. */
  webhookAllowedNetworks: string[];
  /** What audience bitmaps may take of this process's memory, in MiB. */
  audienceMemoryMb: number;
  simulator: { port: number; followers: number; speed: number };
  /** 64 hex digits; null: made once and kept in the data folder. */
  secretKey: string | null;
  /** Password of the first operator, `admin`; null: made and printed once. */
  adminPassword: string | null;
  logLevel: (typeof LOG_LEVELS)[number];
  trustProxy: boolean | number | string[];
  /** Empty: browsers of other origins are refused. */
  corsOrigins: string[];
  /** How long a process that serves goes on serving when told to stop, while /readyz says no; null: as the command has it. */
  shutdownDelaySeconds: number | null;
  /** null: no traces. `ratio`: which part of what begins here, 0 to 1. */
  tracing: { endpoint: string; ratio: number } | null;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const HTTP = ["http:", "https:"];
const WECHAT_API = "https://api.weixin.qq.com";

const Variables = z.object({
  HOST: matching(/^[0-9A-Za-z.:-]+$/, "must be an address or host name to listen on, such as 0.0.0.0").optional(),
  PORT: integer(0, 65_535).default(4000),
  TAGCAST_DATA_DIR: z.string().default(".tagcast"),
  DATABASE_URL: address(["postgres:", "postgresql:"], "postgres://user:password@host:5432/tagcast").optional(),
  REDIS_URL: redisUrl.optional(),
  REDIS_CLUSTER_NODES: redisClusterNodes.optional(),
  REDIS_PREFIX: matching(/^[0-9A-Za-z_-]{1,32}$/, "must be a name of letters, digits, _ and -, such as tagcast").default("tagcast"),
  WECHAT_TOKEN_KEY: matching(
    /^[\x21-\x7e]*<appid>[\x21-\x7e]*$/,
    "must be a Redis key with <appid> in it, such as weixin:access_token:<appid>",
  ).default("weixin:access_token:<appid>"),
  ELASTICSEARCH_URL: address(HTTP, "http://user:password@host:9200").optional(),
  ELASTICSEARCH_INDEX: matching(/^[a-z][a-z0-9_-]{0,99}$/, "must be a name of small letters, digits, _ and -, such as user_info").default(
    "user_info",
  ),
  OBJECT_STORE_URL: bucketUrl.optional(),
  WECHAT_API_BASE_URL: address(HTTP, WECHAT_API).optional(),
  WECHAT_APP_ID: matching(/^[0-9A-Za-z_-]{4,64}$/, "must be the account's AppID, such as wx0123456789abcdef").optional(),
  WECHAT_APP_SECRET: matching(/^\S{8,128}$/, "must be the account's AppSecret (32 characters, without spaces)").optional(),
  WECHAT_CALLBACK_TOKEN: matching(
    /^[0-9A-Za-z]{3,32}$/,
    "must be the Token of the account's server settings: 3 to 32 letters and digits",
  ).optional(),
  WECHAT_ENCODING_AES_KEY: matching(
    /^[0-9A-Za-z+/]{43}$/,
    "must be the EncodingAESKey of the account's server settings: 43 characters",
  ).optional(),
  WECHAT_MASS_CALLS_PER_MINUTE: integer(1, 1_000_000).default(60),
  MASS_SEND_BATCH_SIZE: integer(2, 10_000).default(10_000),
  MASS_SEND_RESULT_OVERDUE_SECONDS: integer(1, 86_400).default(120),
  MASS_SEND_QUOTA_DELAY_SECONDS: integer(0, 86_400).default(300),
  WEBHOOK_ALLOWED_NETWORKS: networks.default([]),
  TAGCAST_AUDIENCE_MEMORY_MB: integer(1, 1_000_000).default(1_024),
  TAGCAST_SECRET_KEY: matching(/^[0-9a-fA-F]{64}$/, "must be 64 hex digits, made once by: openssl rand -hex 32").optional(),
  TAGCAST_ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").max(256, "must have at most 256 characters").optional(),
  SIMULATOR_PORT: integer(0, 65_535).default(4010),
  SIMULATOR_SPEED: decimal(0.01, 10_000).default(1),
  SANDBOX_FOLLOWERS: integer(0, 10_000_000).default(10_000),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
  TRUST_PROXY: trustedProxies.default(false),
  CORS_ORIGINS: origins.default([]),
  SHUTDOWN_DELAY_SECONDS: integer(0, 60).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(HTTP, "http://collector:4318").optional(),
  OTEL_TRACES_SAMPLER_ARG: decimal(0, 1).default(1),
});

type Read = z.infer<typeof Variables>;

/** All that can be set; anything else has no effect. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(Variables.shape);

/**
 * Reads all variables. An empty one counts as absent (`VAR=` in a compose file). Throws one ConfigurationError that lists
 * every fault; values are never quoted, since some are secrets.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = Variables.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  problems.push(...accountProblems(given));
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  return toEnvironment(parsed.data);
}

const ACCOUNT_PARTS = ["WECHAT_APP_SECRET", "WECHAT_CALLBACK_TOKEN"] as const;

function accountProblems(given: NodeJS.ProcessEnv): string[] {
  if (given.WECHAT_APP_ID !== undefined) {
    const missing = ACCOUNT_PARTS.filter((name) => given[name] === undefined);
    return missing.map((name) => `${name} is missing: with WECHAT_APP_ID set, ${ACCOUNT_PARTS.join(" and ")} are needed too`);
  }
  const stray = [...ACCOUNT_PARTS, "WECHAT_ENCODING_AES_KEY"].filter((name) => given[name] !== undefined);
  return stray.map((name) => `${name} is set, but WECHAT_APP_ID is not: set that as well, or neither for the sandbox`);
}

function toEnvironment(read: Read): Environment {
  const account = accountOf(read);
  const sandbox = account === null;
  return {
    sandbox,
    // The sandbox's operator has a password on the terminal and no real account behind it: it stays on this machine.
    host: read.HOST ?? (sandbox ? "127.0.0.1" : "0.0.0.0"),
    port: read.PORT,
    dataDir: resolve(read.TAGCAST_DATA_DIR),
    databaseUrl: read.DATABASE_URL ?? null,
    redis: read.REDIS_URL === undefined ? null : { settings: read.REDIS_URL, prefix: read.REDIS_PREFIX, tokenKey: read.WECHAT_TOKEN_KEY },
    redisCluster: read.REDIS_CLUSTER_NODES === undefined ? null : { settings: read.REDIS_CLUSTER_NODES, prefix: read.REDIS_PREFIX },
    elasticsearch: read.ELASTICSEARCH_URL === undefined ? null : { url: read.ELASTICSEARCH_URL, index: read.ELASTICSEARCH_INDEX },
    bucket: read.OBJECT_STORE_URL ?? null,
    wechat: {
      account,
      apiBaseUrl: read.WECHAT_API_BASE_URL ?? (sandbox ? null : WECHAT_API),
      massCallsPerMinute: read.WECHAT_MASS_CALLS_PER_MINUTE,
    },
    massSendBatchSize: read.MASS_SEND_BATCH_SIZE,
    massSendResultOverdueSeconds: read.MASS_SEND_RESULT_OVERDUE_SECONDS,
    massSendQuotaDelaySeconds: read.MASS_SEND_QUOTA_DELAY_SECONDS,
    webhookAllowedNetworks: read.WEBHOOK_ALLOWED_NETWORKS,
    audienceMemoryMb: read.TAGCAST_AUDIENCE_MEMORY_MB,
    simulator: { port: read.SIMULATOR_PORT, followers: read.SANDBOX_FOLLOWERS, speed: read.SIMULATOR_SPEED },
    secretKey: read.TAGCAST_SECRET_KEY ?? null,
    adminPassword: read.TAGCAST_ADMIN_PASSWORD ?? null,
    logLevel: read.LOG_LEVEL,
    trustProxy: read.TRUST_PROXY,
    corsOrigins: read.CORS_ORIGINS,
    shutdownDelaySeconds: read.SHUTDOWN_DELAY_SECONDS ?? null,
    tracing: tracingOf(read),
  };
}

function tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio }: Read): Environment["tracing"] {
  return endpoint === undefined ? null : { endpoint, ratio };
}

function accountOf(read: Read): AccountSettings | null {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_CALLBACK_TOKEN: callbackToken } = read;
  if (appId === undefined || appSecret === undefined || callbackToken === undefined) return null;
  return { appId, appSecret, callbackToken, encodingAesKey: read.WECHAT_ENCODING_AES_KEY ?? null };
}
