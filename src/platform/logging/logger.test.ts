import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.js";

function capture() {
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? "{}") };
}

const SECRET = "s3cr3t-value";

describe("createLogger", () => {
  it("writes one JSON line with level, time and message", () => {
    const { logger, last } = capture();
    logger.info({ massSendId: "x", batches: 3 }, "started");
    expect(last()).toMatchObject({ level: "info", massSendId: "x", batches: 3, msg: "started", time: expect.stringMatching(/^\d{4}-/) });
  });

  it("leaves out what is below the level", () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "warn", destination: { write: (line: string) => void lines.push(line) } });
    logger.info({}, "no");
    logger.warn({}, "yes");
    expect(lines).toHaveLength(1);
  });

  it.each([
    "token",
    "access_token",
    "accessToken",
    "secret",
    "appSecret",
    "app_secret",
    "password",
    "passwordHash",
    "authorization",
    "Authorization",
    "cookie",
    "encodingAesKey",
    "apiKey",
    "connectionString",
    "phone",
    "openid",
    "openids",
    "touser",
    "unionid",
    "identityCard",
  ])("hides %s at any depth", (key) => {
    const { logger, lines } = capture();
    logger.info({ [key]: SECRET, deep: [{ deeper: { [key]: [SECRET] } }] }, "x");
    logger.child({ [key]: SECRET }).info({}, "child");
    logger
      .child({ worker: 1 })
      .child({ [key]: SECRET })
      .info({}, "grandchild");
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('"worker":1');
    expect(lines.join("")).not.toContain(SECRET);
  });

  it("hides tokens and passwords in addresses, also inside errors and their causes", () => {
    const { logger, lines } = capture();
    const cause = new Error(`GET https://api.weixin.qq.com/cgi-bin/user/get?access_token=${SECRET}&next_openid= failed`);
    const error = new Error(`connect postgres://tagcast:${SECRET}@db:5432/tagcast`, { cause });
    logger.error({ error }, "failed");
    logger.error({ err: error, url: `https://x/?secret=${SECRET}` }, "failed");
    expect(lines.join("")).not.toContain(SECRET);
    expect(lines[0]).toContain("db:5432/tagcast");
    expect(JSON.parse(lines[0] ?? "").error.cause.message).toContain("api.weixin.qq.com");
  });

  it("hides phones and identity numbers inside texts and errors", () => {
    const { logger, lines } = capture();
    const error = new Error('invalid input syntax for type integer: "11010519491231002X"');
    logger.error({ error, detail: ["Key (phone)=(13912345678) already exists."] }, "failed");
    expect(lines.join("")).not.toMatch(/11010519491231002X|13912345678/);
    expect(lines[0]).toContain("Key (phone)=([phone]) already exists.");
  });

  it("keeps an error's code and survives what has no end", () => {
    const { logger, last } = capture();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.warn({ error: Object.assign(new Error("x"), { code: "ECONNREFUSED" }), loop, none: null, when: new Date(0) }, "y");
    expect(last()).toMatchObject({ error: { message: "x", code: "ECONNREFUSED" }, none: null, when: "1970-01-01T00:00:00.000Z" });
  });
});
