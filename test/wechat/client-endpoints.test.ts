import { describe, expect, it } from "vitest";
import type { WeChatClient } from "../../src/wechat/index.js";
import { useClientBench } from "./client-bench.js";

const OK = { errcode: 0, errmsg: "ok" };
const bench = useClientBench();

interface Case {
  name: string;
  call: (client: WeChatClient) => Promise<unknown>;
  method?: "GET";
  path: string;
  /** Beside the token. */
  query?: Record<string, string>;
  body?: unknown;
  reply: object | string;
  result?: unknown;
}

const CASES: Case[] = [
  {
    name: "members of a tag",
    call: (client) => client.tagMembers(134, ""),
    path: "/cgi-bin/user/tag/get",
    body: { tagid: 134, next_openid: "" },
    reply: { count: 2, data: { openid: ["o1", "o2"] }, next_openid: "o2" },
    result: { openids: ["o1", "o2"], nextOpenid: "o2" },
  },
  {
    name: "members of an empty tag",
    call: (client) => client.tagMembers(134, "o2"),
    path: "/cgi-bin/user/tag/get",
    body: { tagid: 134, next_openid: "o2" },
    reply: { count: 0 },
    result: { openids: [], nextOpenid: "" },
  },
  {
    name: "tags of a user",
    call: (client) => client.tagsOfUser("o1"),
    path: "/cgi-bin/tags/getidlist",
    body: { openid: "o1" },
    reply: { tagid_list: [134, "2"] },
    result: [134, 2],
  },
  {
    name: "one profile",
    call: async (client) => (await client.profile("o1")).remark,
    method: "GET",
    path: "/cgi-bin/user/info",
    query: { openid: "o1", lang: "zh_CN" },
    reply: { subscribe: 1, openid: "o1", remark: "张三", new_field: {} },
    result: "张三",
  },
  {
    name: "a remark",
    call: (client) => client.updateRemark("o1", "张三 👋"),
    path: "/cgi-bin/user/info/updateremark",
    body: { openid: "o1", remark: "张三 👋" },
    reply: OK,
  },
  {
    name: "putting on the blacklist",
    call: (client) => client.blacklistOpenids(["o1"]),
    path: "/cgi-bin/tags/members/batchblacklist",
    body: { openid_list: ["o1"] },
    reply: OK,
  },
  {
    name: "taking off the blacklist",
    call: (client) => client.unblacklistOpenids(["o1"]),
    path: "/cgi-bin/tags/members/batchunblacklist",
    body: { openid_list: ["o1"] },
    reply: OK,
  },
  { name: "clearing all quotas", call: (client) => client.clearQuota(), path: "/cgi-bin/clear_quota", body: { appid: "wx1" }, reply: OK },
  {
    name: "one quota",
    call: (client) => client.apiQuota("/cgi-bin/tags/get"),
    path: "/cgi-bin/openapi/quota/get",
    body: { cgi_path: "/cgi-bin/tags/get" },
    reply: { ...OK, quota: { daily_limit: 1000, used: 3, remain: 997 }, rate_limit: { call_count: 1, refresh_second: 60 } },
    result: { dailyLimit: 1000, used: 3, remaining: 997 },
  },
  {
    name: "clearing one quota",
    call: (client) => client.clearApiQuota("/cgi-bin/tags/get"),
    path: "/cgi-bin/openapi/quota/clear",
    body: { cgi_path: "/cgi-bin/tags/get" },
    reply: OK,
  },
  {
    name: "a request by its rid",
    call: (client) => client.requestByRid("61725984-6126f6f9-040f19c4"),
    path: "/cgi-bin/openapi/rid/get",
    body: { rid: "61725984-6126f6f9-040f19c4" },
    reply: { ...OK, request: { invoke_time: 1635156704, cost_in_ms: 30, request_url: "access_token=50_Im7", client_ip: "1.2.3.4" } },
    result: { at: new Date("2021-10-25T10:11:44Z"), costMs: 30, clientIp: "1.2.3.4" },
  },
  {
    name: "deleting one article of a send",
    call: (client) => client.massDelete({ msgId: 9007199254740993n, articleIdx: 2 }),
    path: "/cgi-bin/message/mass/delete",
    body: { msg_id: "9007199254740993", article_idx: 2 },
    reply: OK,
  },
  {
    name: "deleting a send",
    call: (client) => client.massDelete({ msgId: 30124n }),
    path: "/cgi-bin/message/mass/delete",
    body: { msg_id: "30124" },
    reply: OK,
  },
  {
    name: "deleting an article by its address",
    call: (client) => client.massDelete({ url: "http://mp.weixin.qq.com/s/x" }),
    path: "/cgi-bin/message/mass/delete",
    body: { url: "http://mp.weixin.qq.com/s/x" },
    reply: OK,
  },
  {
    name: "the speed",
    call: (client) => client.massSpeed(),
    path: "/cgi-bin/message/mass/speed/get",
    body: {},
    reply: { speed: 3, realspeed: 30 },
    result: { level: 3, peoplePerMinute: 300_000 },
  },
  {
    name: "setting the speed",
    call: (client) => client.setMassSpeed(1),
    path: "/cgi-bin/message/mass/speed/set",
    body: { speed: 1 },
    reply: { errcode: 0, errmsg: "" },
  },
  {
    name: "making a video for a mass send",
    call: (client) => client.makeMassVideo({ mediaId: "m", title: "片", description: "d" }),
    path: "/cgi-bin/media/uploadvideo",
    body: { media_id: "m", title: "片", description: "d" },
    reply: { type: "video", media_id: "IhdaAQ", created_at: 1398848981 },
    result: { mediaId: "IhdaAQ", createdAt: new Date("2014-04-30T09:09:41Z") },
  },
  {
    name: "a custom message",
    call: (client) => client.sendCustomMessage("o1", { kind: "TEXT", text: "你好" }),
    path: "/cgi-bin/message/custom/send",
    body: { touser: "o1", msgtype: "text", text: { content: "你好" } },
    reply: OK,
  },
  {
    name: "a template message",
    call: (client) =>
      client.sendTemplateMessage({
        openid: "o1",
        templateId: "t",
        url: "https://x",
        miniProgram: { appId: "wx9", pagePath: "p" },
        data: { a: { value: "1" } },
      }),
    path: "/cgi-bin/message/template/send",
    body: {
      touser: "o1",
      template_id: "t",
      url: "https://x",
      miniprogram: { appid: "wx9", pagepath: "p" },
      data: { a: { value: "1" } },
    },
    reply: '{"errcode":0,"errmsg":"ok","msgid":4018418984412528641}',
    result: { msgId: 4018418984412528641n },
  },
];

describe("each call asks as documented and reads what is answered", () => {
  it.each(CASES)("$name", async ({ call, method = "POST", path, query = {}, body, reply, result }) => {
    bench.wechat.replies(path, reply);
    expect(await call(bench.client)).toEqual(result);
    const [made] = bench.wechat.callsTo(path);
    expect(made?.method).toBe(method);
    expect(Object.fromEntries(made?.query ?? [])).toEqual({ access_token: bench.wechat.tokens[0], ...query });
    expect(made?.body === "" ? undefined : JSON.parse(made?.body ?? "")).toEqual(body);
  });
});
