import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { PostgresMassCallLimiter } from "../../src/wechat/adapters/postgres-mass-call-limiter.js";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { HttpWeChatClients, openidList, type WeChatClient } from "../../src/wechat/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { ACCOUNT, type CallbackServer, openCallbackServer } from "./callback-server.js";
import { addTenant, CREDENTIALS, RecordedLog, sealer } from "./support.js";

const STABLE = "/cgi-bin/stable_token";
const SEND = "/cgi-bin/message/mass/send";
const CALLERS = 200;
/** Beyond 2^53: whoever takes it for a Number loses the last digit. Other ids in each test, so that no late callback of one is the next one's. */
let firstMsgId = 9_007_199_254_740_993n;

let test: TestDatabase;
let tenantId: number;
let callbacks: CallbackServer;
let simulator: Simulator;
let clients: HttpWeChatClients;
let client: WeChatClient;

beforeAll(async () => {
  test = await createTestDatabase();
  tenantId = await addTenant(test.database);
});

afterAll(() => test.drop());

beforeEach(async () => {
  firstMsgId += 1_000n;
  await test.database.prisma.accessToken.deleteMany();
  callbacks = await openCallbackServer(test.database);
  const address = await callbacks.app.listen({ port: 0, host: "127.0.0.1" });
  simulator = await startSimulator({
    apps: [
      {
        ...CREDENTIALS,
        followers: 25_000,
        callback: {
          url: `${address}/wechat/callback/${ACCOUNT.appId}`,
          token: ACCOUNT.callbackToken,
          encodingAesKey: ACCOUNT.encodingAesKey,
          mode: "safe",
        },
      },
    ],
    speedFactor: 1_000,
    firstMsgId,
  });
  clients = openClients();
  client = await clients.forTenant(tenantId);
});

afterEach(async () => {
  await clients.close();
  await simulator.close();
  await callbacks.service.stop();
  await callbacks.app.close();
});

/** What one process has. */
function openClients(): HttpWeChatClients {
  return new HttpWeChatClients({
    http: { baseUrl: simulator.url, headersTimeoutMs: 1_000 },
    accounts: { byTenantId: async () => CREDENTIALS },
    tokens: new PostgresTokenStore(test.database, sealer),
    limiter: new PostgresMassCallLimiter(test.database),
    log: new RecordedLog(),
    retryDelaysMs: [1, 1],
  });
}

async function allFollowers(): Promise<string[]> {
  const openids: string[] = [];
  for (let next = ""; ; ) {
    const page = await client.followers(next);
    if (page.nextOpenid === "") return openids;
    openids.push(...page.openids);
    next = page.nextOpenid;
  }
}

const request = (clientMsgId: string) => ({ content: { kind: "TEXT", text: "你好 👋" } as const, clientMsgId, sendIgnoreReprint: false });
const callsTo = (path: string) => simulator.calls.count(path);

describe("against the simulator", () => {
  it("reads all followers, their profiles, and tags them", async () => {
    const openids = await allFollowers();
    expect(new Set(openids).size).toBe(25_000);
    const profiles = await client.profiles(openids.slice(0, 100));
    expect(profiles.map(({ openid }) => openid)).toEqual(openids.slice(0, 100));
    const tag = await client.createTag("广东");
    await client.tagOpenids(tag.id, openids.slice(0, 50));
    await client.untagOpenids(tag.id, openids.slice(0, 10));
    await client.renameTag(tag.id, "广东人");
    expect(await client.tags()).toContainEqual({ id: tag.id, name: "广东人", count: 40 });
    await client.deleteTag(tag.id);
    expect((await client.tags()).map(({ id }) => id)).not.toContain(tag.id);
    expect(await client.blacklist("")).toEqual({ total: 0, openids: [], nextOpenid: "" });
  });

  it("sends to 10,000 and hears of the end in an encrypted callback, with every digit of msg_id", async () => {
    const openids = (await allFollowers()).slice(0, 10_000);
    const { msgId } = await client.massSendByOpenids({ ...request("tc-a-0"), openids: openidList(openids) });
    expect(msgId).toBe(firstMsgId);
    await expect.poll(() => callbacks.handlers.events, { timeout: 15_000 }).toHaveLength(1);
    expect(callbacks.handlers.events[0]).toMatchObject([
      "massSendFinished",
      { msgId: firstMsgId, status: "send success", totalCount: 10_000, filterCount: 10_000, sentCount: 10_000, errorCount: 0 },
    ]);
    expect(await client.massStatus(msgId)).toBe("SEND_SUCCESS");
  });

  it.each(["reset-after", "timeout-after"] as const)("learns from the same clientmsgid that a send with %s was made", async (kind) => {
    const [a, b] = (await client.followers("")).openids;
    const openids = [a ?? "", b ?? ""];
    simulator.faults.order({ path: SEND, kind });
    await expect(client.massSendByOpenids({ ...request("tc-b-0"), openids: openidList(openids) })).rejects.toMatchObject({
      kind: "unclear",
    });
    await expect(client.massSendByOpenids({ ...request("tc-b-0"), openids: openidList(openids) })).rejects.toMatchObject({
      kind: "duplicate",
      details: { msgId: firstMsgId },
    });
  });

  it.each([
    ["duplicate", { kind: "duplicate", copies: 5 }],
    ["before the reply", { kind: "before-reply" }],
  ] as const)("acts once on a callback that comes %s", async (_name, order) => {
    simulator.faults.order({ path: "callback", ...order });
    const [a, b] = (await client.followers("")).openids;
    const { msgId } = await client.massSendByOpenids({ ...request("tc-c-0"), openids: openidList([a ?? "", b ?? ""]) });
    await expect.poll(() => callbacks.handlers.events, { timeout: 15_000 }).toMatchObject([["massSendFinished", { msgId }]]);
    expect(await test.database.prisma.callback.count({ where: { wechatMsgId: msgId } })).toBe(1);
  });

  it("believes no forged callback", async () => {
    simulator.faults.order({ path: "callback", kind: "forged" });
    const [a, b] = (await client.followers("")).openids;
    const { msgId } = await client.massSendByOpenids({ ...request("tc-d-0"), openids: openidList([a ?? "", b ?? ""]) });
    // The forged one comes first and says "send fail".
    await expect.poll(() => callbacks.handlers.events, { timeout: 15_000 }).toHaveLength(1);
    expect(callbacks.handlers.events).toMatchObject([["massSendFinished", { msgId, status: "send success", sentCount: 2 }]]);
    expect(callbacks.log.lines.join()).toContain("wrong signature");
  });

  it("renews the token once where it dies under 200 callers of each of four processes", async () => {
    const processes = [clients, openClients(), openClients(), openClients()];
    const all = await Promise.all(processes.map((each) => each.forTenant(tenantId)));
    await Promise.all(all.map((each) => each.tags()));
    const before = callsTo(STABLE);
    simulator.faults.order({ path: "/cgi-bin/tags/get", kind: "expire-token" });
    const lists = await Promise.all(all.flatMap((each) => Array.from({ length: CALLERS }, () => each.tags())));
    expect(lists).toHaveLength(4 * CALLERS);
    expect(callsTo(STABLE) - before).toBe(1);
    await Promise.all(processes.slice(1).map((each) => each.close()));
  });

  it("outlives the end of a token that nobody announced", async () => {
    await client.tags();
    await simulator.advanceClock(2 * 3_600_000);
    expect(await client.tags()).toEqual(expect.any(Array));
    expect(callsTo(STABLE)).toBe(2);
  });

  it("previews to one follower", async () => {
    const [openid] = (await client.followers("")).openids;
    await client.massPreview({ openid: openid ?? "" }, request("").content);
    await expect(client.massPreview({ openid: "o-nobody" }, request("").content)).rejects.toMatchObject({ kind: "invalid" });
  });
});
