import { describe, expect, it } from "vitest";
import { redisUrl } from "./redis-address.js";

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
