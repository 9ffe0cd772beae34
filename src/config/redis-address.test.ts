import { describe, expect, it } from "vitest";
import { redisClusterNodes, redisUrl } from "./redis-address.js";

const plain = { username: null, password: null, tls: false, database: 0 };

describe("redisUrl", () => {
  it.each([
    ["redis://cache", { ...plain, host: "cache", port: 6379 }],
    ["redis://:p%40ss@10.0.0.7:6380/3", { ...plain, host: "10.0.0.7", port: 6380, password: "p@ss", database: 3 }],
    ["rediss://app:secret@[::1]:6379/", { ...plain, host: "::1", port: 6379, username: "app", password: "secret", tls: true }],
  ])("reads %s", (text, address) => {
    expect(redisUrl.parse(text)).toEqual(address);
  });

  it.each(["cache:6379", "http://cache", "redis://", "redis://cache/zero", "redis://cache?db=1", "redis://:%@cache"])(
    "refuses %s, and repeats no secret",
    (text) => {
      expect(redisUrl.safeParse(text).error?.issues[0]?.message).toMatch(/^must be an address such as redis:/);
    },
  );
});

describe("redisClusterNodes", () => {
  const open = { username: null, password: null, tls: false };
  it.each([
    [
      "10.0.0.1:7000, 10.0.0.2:7001",
      {
        ...open,
        nodes: [
          { host: "10.0.0.1", port: 7000 },
          { host: "10.0.0.2", port: 7001 },
        ],
      },
    ],
    ["cache", { ...open, nodes: [{ host: "cache", port: 6379 }] }],
    [
      "rediss://app:p%40ss@[::1]:7000,node-2",
      {
        ...{ username: "app", password: "p@ss", tls: true },
        nodes: [
          { host: "::1", port: 7000 },
          { host: "node-2", port: 6379 },
        ],
      },
    ],
    ["redis://:secret@a:1", { ...open, password: "secret", nodes: [{ host: "a", port: 1 }] }],
  ])("reads %s", (text, address) => {
    expect(redisClusterNodes.parse(text)).toEqual(address);
  });

  it.each([
    "http://x",
    ",",
    "a:1,",
    "a:1,,b:2",
    "a:70000",
    "redis://",
    "redis://:secret@a:1/0",
    "redis://:%@a",
    ":secret@a:1",
    "a:1,:secret@b:2",
  ])("refuses %s, and repeats no secret", (text) => {
    const message = redisClusterNodes.safeParse(text).error?.issues[0]?.message;
    expect(message).toMatch(/^must be a list of nodes such as/);
    expect(message).not.toContain("secret");
  });
});
