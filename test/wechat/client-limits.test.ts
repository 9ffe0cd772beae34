import { describe, expect, it } from "vitest";
import { openidList, type WeChatClient } from "../../src/wechat/index.js";
import { failure, useClientBench } from "./client-bench.js";

const bench = useClientBench();
const openids = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`);
const request = { content: { kind: "TEXT", text: "x" } as const, clientMsgId: "tc-1-0", sendIgnoreReprint: false };

/** Rule, a call that breaks it by one, and the same call at its edge. */
const RULES: [string, (client: WeChatClient) => Promise<unknown>, (client: WeChatClient) => Promise<unknown>][] = [
  ["50 openids are tagged in a call", (client) => client.tagOpenids(1, openids(51)), (client) => client.tagOpenids(1, openids(50))],
  ["50 openids are untagged in a call", (client) => client.untagOpenids(1, openids(51)), (client) => client.untagOpenids(1, openids(50))],
  ["nobody is tagged in no call", (client) => client.tagOpenids(1, []), (client) => client.tagOpenids(1, openids(1))],
  [
    "20 openids are put on the blacklist in a call",
    (client) => client.blacklistOpenids(openids(21)),
    (client) => client.blacklistOpenids(openids(20)),
  ],
  [
    "20 openids are taken off it in a call",
    (client) => client.unblacklistOpenids(openids(21)),
    (client) => client.unblacklistOpenids(openids(20)),
  ],
  ["100 profiles are read in a call", (client) => client.profiles(openids(101)), (client) => client.profiles(openids(100))],
  [
    "a remark has 29 characters",
    (client) => client.updateRemark("o1", "字".repeat(30)),
    (client) => client.updateRemark("o1", "👋".repeat(29)),
  ],
  [
    "a mass send goes to two",
    (client) => client.massSendByOpenids({ ...request, openids: openidList(openids(1)) }),
    (client) => client.massSendByOpenids({ ...request, openids: openidList(openids(2)) }),
  ],
  [
    "a mass send goes to 10,000",
    (client) => client.massSendByOpenids({ ...request, openids: openidList(openids(10_001)) }),
    (client) => client.massSendByOpenids({ ...request, openids: openidList(openids(10_000)) }),
  ],
  [
    "a clientMsgId has 64 bytes",
    (client) => client.massSendToAll({ ...request, clientMsgId: `${"字".repeat(21)}xx` }),
    (client) => client.massSendToAll({ ...request, clientMsgId: `${"字".repeat(21)}x` }),
  ],
  [
    "a clientMsgId is never missing",
    (client) => client.massSendToAll({ ...request, clientMsgId: "" }),
    (client) => client.massSendToAll(request),
  ],
  [
    "articles of a send are counted from 1",
    (client) => client.massDelete({ msgId: 1n, articleIdx: 0 }),
    (client) => client.massDelete({ msgId: 1n, articleIdx: 1 }),
  ],
  [
    "a quota is asked for by path, not by address",
    (client) => client.apiQuota("https://x/cgi-bin"),
    (client) => client.apiQuota("/cgi-bin/tags/get"),
  ],
  ["a quota's path has no query", (client) => client.clearApiQuota("/cgi-bin/x?y"), (client) => client.clearApiQuota("/cgi-bin/x")],
];

describe("what WeChat would refuse is not sent", () => {
  it.each(RULES)("%s", async (_rule, broken, kept) => {
    expect(await failure(broken(bench.client))).toMatchObject({ kind: "invalid", errcode: null });
    expect(bench.wechat.calls).toEqual([]);
    // The fake knows none of these endpoints: that it says so tells that the call was sent.
    expect(await failure(kept(bench.client))).toMatchObject({ errcode: 40066 });
  });
});
