import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccountKind } from "../../src/accounts/index.js";
import { openidList } from "../../src/wechat/index.js";
import { type Forecast, forecastOf } from "../support/forecasts.js";
import { act, batchesOf, createSend, EVERYONE, ledgerOf, type Send, until } from "../support/mass-sends.js";
import { syncFollowers } from "../support/methods.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 60;
/** Who gets four mass sends before the others get one. */
const BUSY = 20;

let world: World;
let approver: Client;
let ids: string[];
const busy = () => ({ users: ids.slice(0, BUSY) });
const rest = () => ({ all: [EVERYONE, { not: busy() }] });

async function sent(audience: object, content = "新品"): Promise<Send> {
  const { id } = await createSend(approver, { audience, content: { text: content } });
  await act(approver, "start", id);
  return until(approver, id, ({ status }) => ["COMPLETED", "FAILED", "PAUSED"].includes(status));
}

const parts = ({ reachable, notSubscribed, blacklisted, overMonthlyLimit }: Forecast) =>
  reachable + notSubscribed + blacklisted + overMonthlyLimit;

async function monthly(first: number): Promise<number[]> {
  const { users } = await approver.get<{ users: { edges: { node: { massSendsThisMonth: number } }[] } }>(
    "query($first: Int!) { users(first: $first) { edges { node { massSendsThisMonth } } } }",
    { first },
  );
  return users.edges.map(({ node }) => node.massSendsThisMonth);
}

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS, seeded: false });
  approver = await world.operator(Role.APPROVER);
  await syncFollowers(approver);
  const { users } = await approver.get<{ users: { edges: { node: { id: string } }[] } }>("{ users(first: 200) { edges { node { id } } } }");
  ids = users.edges.map(({ node }) => node.id);
}, 120_000);
afterAll(() => world.close());

describe("a user over the month's four", () => {
  let forecast: Forecast;

  beforeAll(async () => {
    for (let n = 0; n < 4; n++) expect(await sent(busy(), `第${n}期`)).toMatchObject({ status: "COMPLETED", progress: { sent: BUSY } });
    forecast = await forecastOf(approver, EVERYONE);
  }, 120_000);

  test("is forecast to be left out, and is not in what a preview calls reachable", async () => {
    expect(forecast).toMatchObject({ count: FOLLOWERS, overMonthlyLimit: BUSY, reachable: FOLLOWERS - BUSY, method: "TO_ALL", batches: 1 });
    expect(parts(forecast)).toBe(forecast.count);
    const { tagPreview } = await approver.get<{ tagPreview: { reachable: number } }>(
      "{ tagPreview(audience: { everyone: true }) { reachable } }",
    );
    expect(tagPreview.reachable).toBe(forecast.reachable);
    expect(await monthly(FOLLOWERS)).toEqual(ids.map((_, i) => (i < BUSY ? 4 : 0)));
  });

  test("is then filtered by WeChat: the numbers agree, whoever names the recipients", async () => {
    const send = await sent(EVERYONE);
    expect(send).toMatchObject({ method: "TO_ALL", progress: { recipients: forecast.reachable, sent: forecast.reachable } });
    expect(batchesOf(send)).toMatchObject([{ total: forecast.count, filtered: forecast.overMonthlyLimit, sent: forecast.reachable }]);
    expect(ledgerOf(world, send).summary).toMatchObject({ deliveries: forecast.reachable, deliveredMoreThanOnce: 0 });
    // Somebody else's tool names all of them: WeChat leaves out the same ones.
    const { people } = { people: world.simulator.account(world.tenant.appId).followers };
    const openids = Array.from({ length: FOLLOWERS }, (_, n) => people.openidOf(n));
    const client = await world.app.core.wechat.forTenant(world.tenant.id);
    await client.massSendByOpenids({
      content: { kind: "TEXT", text: "控制台" },
      clientMsgId: "console",
      sendIgnoreReprint: false,
      openids: openidList(openids),
    });
    const { ledger } = world.simulator.account(world.tenant.appId);
    expect(ledger.summarize(ledger.jobsByPrefix("console"))).toMatchObject({ deliveries: forecast.reachable });
  });

  test("and those who get their last one are told beforehand", async () => {
    await sent(rest(), "再来");
    await sent(rest(), "最后");
    expect(await forecastOf(approver, EVERYONE)).toMatchObject({ reachable: FOLLOWERS - BUSY, atLimitAfterwards: FOLLOWERS - BUSY });
    const over = await forecastOf(approver, busy());
    expect(over).toMatchObject({ reachable: 0, overMonthlyLimit: BUSY, batches: 0, minimumSeconds: 0 });
    expect(over.refusal).toContain("reaches 0 followers");
    const { id } = await createSend(approver, { audience: busy() });
    expect((await approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id })).code).toBe("BAD_USER_INPUT");
  });

  test("by a send that Tagcast does not know is filtered by WeChat alone, and what nobody got is counted for nobody", async () => {
    const forecasted = await forecastOf(approver, rest());
    const { progress } = await sent(rest(), "多了");
    expect(progress).toMatchObject({ recipients: forecasted.reachable, sent: 0, filtered: forecasted.reachable });
    expect(await forecastOf(approver, rest())).toMatchObject({ reachable: forecasted.reachable, atLimitAfterwards: forecasted.reachable });
  });
});

describe("a forecast", () => {
  test("says how many calls are left, as WeChat does", async () => {
    const { apiQuota } = await approver.get<{ apiQuota: { remaining: number } }>(
      '{ apiQuota(path: "/cgi-bin/message/mass/send") { remaining } }',
    );
    expect(await forecastOf(approver, busy())).toMatchObject({ dailyCallsLeft: apiQuota.remaining });
  });

  test("warns of content that went out within the day, if it is told the send", async () => {
    const { id } = await createSend(approver, { audience: EVERYONE, content: { text: "最后" } });
    expect((await forecastOf(approver, EVERYONE, id)).warnings.join()).toContain("with the same content");
    expect((await forecastOf(approver, EVERYONE)).warnings.join()).not.toContain("with the same content");
  });

  test("warns of the tenant's own quiet hours, by the moment of a schedule, else by now", async () => {
    const chinaHour = (new Date().getUTCHours() + 8) % 24;
    const clock = (hour: number) => `${String((hour + 24) % 24).padStart(2, "0")}:00`;
    const quiet = (quietHours: string | null) =>
      world.app.core.accounts.tenants.updateTenant(world.tenant.appId, { rules: { quietHours } }, "test");
    const warned = async (id: string | null = null) => (await forecastOf(approver, EVERYONE, id)).warnings.join();
    const around = `${clock(chinaHour - 1)}-${clock(chinaHour + 2)}`;
    const { id } = await createSend(approver, { audience: rest(), content: { text: "安静" } });
    // Half a day from now.
    const at = new Date(Date.now() + 12 * 3_600_000).toISOString();
    await approver.get("mutation($id: ID!, $at: DateTime!) { scheduleMassSend(id: $id, at: $at) { status } }", { id, at });
    await quiet(around);
    expect(await warned()).toContain(`in the quiet hours, ${around} (Asia/Shanghai)`);
    expect(await warned(id)).not.toContain("quiet hours");
    const opposite = `${clock(chinaHour + 11)}-${clock(chinaHour + 14)}`;
    await quiet(opposite);
    expect(await warned()).not.toContain("quiet hours");
    expect(await warned(id)).toContain(opposite);
    await quiet(null);
    expect(await warned(id)).not.toContain("quiet hours");
    expect(await approver.get("{ tenant { quietHours } }")).toEqual({ tenant: { quietHours: null } });
    await expect(quiet("8-22")).rejects.toThrow(/two different times/);
    await approver.get("mutation($id: ID!) { unscheduleMassSend(id: $id) { status } }", { id });
  });

  test("warns of people who came or went since the approval, if it is told the send", async () => {
    const { id } = await createSend(await world.operator(Role.OPERATOR), { audience: rest(), content: { text: "批准" } });
    await approver.get("mutation($id: ID!) { approveMassSend(id: $id) { status } }", { id });
    const drift = async () =>
      (await forecastOf(approver, rest(), id)).warnings.filter((warning) => warning.includes("when it was approved"));
    expect(await drift()).toEqual([]);
    await approver.get("mutation($ids: [ID!]!) { blacklistUsers(ids: $ids) }", { ids: ids.slice(40, 42) });
    expect(await drift()).toEqual([expect.stringContaining("2 fewer than when it was approved")]);
    await approver.get("mutation($ids: [ID!]!) { unblacklistUsers(ids: $ids) }", { ids: ids.slice(40, 42) });
    expect(await drift()).toEqual([]);
  });

  test("counts who left and who is on the blacklist once, in the first place that fits", async () => {
    const admin = await world.operator(Role.APPROVER);
    await admin.get("mutation($ids: [ID!]!) { blacklistUsers(ids: $ids) }", { ids: ids.slice(30, 33) });
    const forecast = await forecastOf(approver, EVERYONE);
    expect(forecast).toMatchObject({ blacklisted: 3, overMonthlyLimit: BUSY, reachable: FOLLOWERS - BUSY - 3 });
    expect(parts(forecast)).toBe(forecast.count);
  });

  test("names the field at fault, and another tenant's send is not there", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const { id } = await createSend(approver);
    const ask = (client: Client, args: string) => client.ask(`{ massSendForecast(${args}) { count } }`);
    expect((await ask(stranger, `audience: { everyone: true }, massSendId: "${id}"`)).code).toBe("NOT_FOUND");
    expect((await ask(approver, 'audience: { tag: "999999" }')).code).toBe("BAD_USER_INPUT");
    expect((await ask(approver, 'audience: { everyone: true }, massSendId: "x"')).code).toBe("NOT_FOUND");
  });
});

describe("of a subscription account", () => {
  let other: World;
  beforeAll(async () => {
    other = await createWorld({ followers: 30, seeded: false, kind: AccountKind.SUBSCRIPTION });
  }, 120_000);
  afterAll(() => other.close());

  test("a forecast says that a list is refused, what a day still allows, and that there is no monthly limit", async () => {
    const operator = await other.operator(Role.APPROVER);
    await syncFollowers(operator);
    const all = await forecastOf(operator, EVERYONE);
    expect(all).toMatchObject({ method: "TO_ALL", refusal: null, dailyCallsLeft: 1, overMonthlyLimit: 0, atLimitAfterwards: 0 });
    const listed = await forecastOf(operator, { all: [EVERYONE, { sex: "MALE" }] });
    expect(listed).toMatchObject({ batches: 0 });
    expect(listed.refusal).toMatch(/subscription account/);
    const asked =
      "query ($audience: AudienceInput!) { massSendForecast(audience: $audience) { refusal(language: ZH) warnings(language: ZH) } }";
    const said = await operator.get<{ massSendForecast: object }>(asked, { audience: { all: [EVERYONE, { sex: "MALE" }] } });
    expect(said.massSendForecast).toMatchObject({ refusal: expect.stringMatching(/^这是订阅号：.*再发给这个标签$/) });
  });
});
