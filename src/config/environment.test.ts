import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./configuration-error.js";
import { readEnvironment } from "./environment.js";

const ACCOUNT = {
  WECHAT_APP_ID: "wx0123456789abcdef",
  WECHAT_APP_SECRET: "0123456789abcdef0123456789abcdef",
  WECHAT_CALLBACK_TOKEN: "token123",
};

function problems(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("readEnvironment", () => {
  it("is a sandbox on the loopback address when nothing is set", () => {
    expect(readEnvironment({})).toEqual({
      sandbox: true,
      host: "127.0.0.1",
      port: 4000,
      dataDir: resolve(".tagcast"),
      databaseUrl: null,
      redis: null,
      redisCluster: null,
      elasticsearch: null,
      bucket: null,
      wechat: { account: null, apiBaseUrl: null, massCallsPerMinute: 60 },
      massSendBatchSize: 10_000,
      audienceMemoryMb: 1_024,
      massSendResultOverdueSeconds: 120,
      massSendQuotaDelaySeconds: 300,
      webhookAllowedNetworks: [],
      simulator: { port: 4010, followers: 10_000, speed: 1 },
      secretKey: null,
      adminPassword: null,
      logLevel: "info",
      trustProxy: false,
      corsOrigins: [],
      shutdownDelaySeconds: null,
      tracing: null,
    });
  });

  it("sends traces to a collector where one is named", () => {
    const endpoint = "http://collector:4318";
    expect(readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/` }).tracing).toEqual({ endpoint, ratio: 1 });
    expect(readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: "0.1" }).tracing).toEqual({
      endpoint,
      ratio: 0.1,
    });
    expect(problems({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector", OTEL_TRACES_SAMPLER_ARG: "2" })).toHaveLength(2);
  });

  it("is no sandbox once an account is set: WeChat's own address, open to the network", () => {
    const { sandbox, host, wechat } = readEnvironment(ACCOUNT);
    expect({ sandbox, host }).toEqual({ sandbox: false, host: "0.0.0.0" });
    expect(wechat.apiBaseUrl).toBe("https://api.weixin.qq.com");
    expect(wechat.account).toEqual({
      appId: ACCOUNT.WECHAT_APP_ID,
      appSecret: ACCOUNT.WECHAT_APP_SECRET,
      callbackToken: "token123",
      encodingAesKey: null,
    });
  });

  it("takes an Elasticsearch, under the old index's name unless told another", () => {
    const url = "http://user:password@search:9200";
    expect(readEnvironment({ ELASTICSEARCH_URL: `${url}/` }).elasticsearch).toEqual({ url, index: "user_info" });
    expect(readEnvironment({ ELASTICSEARCH_URL: url, ELASTICSEARCH_INDEX: "tagcast-2" }).elasticsearch).toEqual({
      url,
      index: "tagcast-2",
    });
    expect(problems({ ELASTICSEARCH_URL: "search:9200" })).toEqual([expect.stringContaining("ELASTICSEARCH_URL must be an address")]);
    expect(problems({ ELASTICSEARCH_INDEX: "User*" })).toEqual([expect.stringContaining("ELASTICSEARCH_INDEX must be a name")]);
  });

  it("takes a Redis, under names of Tagcast's unless told others", () => {
    const settings = { host: "cache", port: 6379, username: null, password: "secret", tls: false, database: 1 };
    expect(readEnvironment({ REDIS_URL: "redis://:secret@cache/1" }).redis).toEqual({
      ...{ settings, prefix: "tagcast", tokenKey: "weixin:access_token:<appid>" },
    });
    const own = { REDIS_URL: "redis://cache", REDIS_PREFIX: "brand-2", WECHAT_TOKEN_KEY: "wx.<appid>.token" };
    expect(readEnvironment(own).redis).toMatchObject({ prefix: "brand-2", tokenKey: "wx.<appid>.token" });
    expect(problems({ REDIS_PREFIX: "a b", WECHAT_TOKEN_KEY: "token" })).toEqual([
      expect.stringContaining("REDIS_PREFIX must be a name"),
      expect.stringContaining("WECHAT_TOKEN_KEY must be a Redis key"),
    ]);
  });

  it("takes a Redis Cluster for positions, under the same names", () => {
    const read = readEnvironment({ REDIS_CLUSTER_NODES: "redis://:secret@a:7000,b:7001", REDIS_PREFIX: "brand-2" }).redisCluster;
    expect(read).toEqual({
      settings: {
        nodes: [
          { host: "a", port: 7000 },
          { host: "b", port: 7001 },
        ],
        username: null,
        password: "secret",
        tls: false,
      },
      prefix: "brand-2",
    });
    expect(problems({ REDIS_CLUSTER_NODES: "redis://:hunter2@a/3" })).toEqual([
      expect.stringMatching(/^REDIS_CLUSTER_NODES must be a list of nodes/),
    ]);
  });

  it("takes what is set", () => {
    const read = readEnvironment({
      ...ACCOUNT,
      HOST: "::1",
      PORT: "0",
      DATABASE_URL: "postgres://u:p@db/tagcast",
      WECHAT_API_BASE_URL: "http://127.0.0.1:4010/",
      WECHAT_ENCODING_AES_KEY: "a".repeat(43),
      SIMULATOR_SPEED: "2.5",
      MASS_SEND_BATCH_SIZE: "2",
      TAGCAST_AUDIENCE_MEMORY_MB: "300",
      CORS_ORIGINS: "https://a.example, http://b.example:8080",
      TRUST_PROXY: "10.0.0.0/8, ::1",
      LOG_LEVEL: "debug",
    });
    expect(read.host).toBe("::1");
    expect(read.port).toBe(0);
    expect(read.databaseUrl).toBe("postgres://u:p@db/tagcast");
    expect(read.wechat.apiBaseUrl).toBe("http://127.0.0.1:4010");
    expect(read.wechat.account?.encodingAesKey).toBe("a".repeat(43));
    expect(read.simulator.speed).toBe(2.5);
    expect(read.massSendBatchSize).toBe(2);
    expect(read.audienceMemoryMb).toBe(300);
    expect(read.corsOrigins).toEqual(["https://a.example", "http://b.example:8080"]);
    expect(read.trustProxy).toEqual(["10.0.0.0/8", "::1"]);
    expect(readEnvironment({ TRUST_PROXY: "1" }).trustProxy).toBe(1);
    expect(readEnvironment({ TRUST_PROXY: "true" }).trustProxy).toBe(true);
  });

  it("counts an empty variable as absent", () => {
    expect(readEnvironment({ PORT: "", WECHAT_APP_ID: " ", REDIS_URL: "", LOG_LEVEL: "" })).toEqual(readEnvironment({}));
  });

  it("lists every fault at once and quotes no value", () => {
    const found = problems({
      PORT: "70000",
      TAGCAST_SECRET_KEY: "hunter2",
      DATABASE_URL: "mysql://root:hunter2@db/x",
      REDIS_URL: "http://x",
    });
    expect(found.map((each) => each.split(" ")[0]).sort()).toEqual(["DATABASE_URL", "PORT", "REDIS_URL", "TAGCAST_SECRET_KEY"]);
    expect(found.join("\n")).not.toContain("hunter2");
    expect(new ConfigurationError(found).message).toContain("4 faults");
  });

  it("asks for the parts of an account together", () => {
    expect(problems({ WECHAT_APP_ID: "wx0123456789abcdef" })).toEqual([
      expect.stringMatching(/^WECHAT_APP_SECRET is missing: with WECHAT_APP_ID set/),
      expect.stringMatching(/^WECHAT_CALLBACK_TOKEN is missing/),
    ]);
    expect(problems({ WECHAT_APP_SECRET: ACCOUNT.WECHAT_APP_SECRET })).toEqual([
      expect.stringMatching(/^WECHAT_APP_SECRET is set, but WECHAT_APP_ID is not/),
    ]);
    expect(problems({ WECHAT_ENCODING_AES_KEY: "a".repeat(43) })).toEqual([expect.stringMatching(/^WECHAT_ENCODING_AES_KEY is set, but/)]);
  });

  it.each([
    ["PORT", "-1"],
    ["PORT", "4e3"],
    ["HOST", "a b"],
    ["MASS_SEND_BATCH_SIZE", "1"],
    ["MASS_SEND_BATCH_SIZE", "10001"],
    ["SIMULATOR_SPEED", "0"],
    ["SANDBOX_FOLLOWERS", "many"],
    ["WECHAT_MASS_CALLS_PER_MINUTE", "0"],
    ["LOG_LEVEL", "verbose"],
    ["CORS_ORIGINS", "*"],
    ["CORS_ORIGINS", "https://a.example/path"],
    ["TRUST_PROXY", "yes please"],
    ["WECHAT_API_BASE_URL", "ftp://x"],
    ["TAGCAST_ADMIN_PASSWORD", "short"],
    ["TAGCAST_SECRET_KEY", "g".repeat(64)],
  ])("refuses %s=%s, naming the variable", (name, value) => {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must`))]);
  });
});
