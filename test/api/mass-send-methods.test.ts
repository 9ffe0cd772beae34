import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccountKind } from "../../src/accounts/index.js";
import { act, batchesOf, createSend, EVERYONE, ledgerOf, until } from "../support/mass-sends.js";
import { mirroredTag, syncFollowers } from "../support/methods.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 300;
const some = (numbers: number) => ({ users: ids.slice(0, numbers) });

let world: World;
let approver: Client;
let ids: string[];

async function open(kind: AccountKind): Promise<void> {
  world = await createWorld({ followers: FOLLOWERS, seeded: false, kind, batchSize: 100 });
  approver = await world.operator(Role.APPROVER);
}

async function peopleIds(): Promise<void> {
  const { users } = await approver.get<{ users: { edges: { node: { id: string } }[] } }>("{ users(first: 200) { edges { node { id } } } }");
  ids = users.edges.map(({ node }) => node.id);
}

/** Starts a send and waits for its end. */
async function sent(audience: object) {
  const { id } = await createSend(approver, { audience });
  await act(approver, "start", id);
  return until(approver, id, ({ status }) => ["COMPLETED", "FAILED", "PAUSED"].includes(status));
}

describe("a service account", () => {
  beforeAll(async () => {
    await open(AccountKind.SERVICE);
    await syncFollowers(approver);
    await peopleIds();
  }, 120_000);
  afterAll(() => world.close());

  test("sends to everyone by one call of mass/sendall, where the followers were listed and WeChat counts as many", async () => {
    const send = await sent(EVERYONE);
    expect(send).toMatchObject({ status: "COMPLETED", method: "TO_ALL", progress: { recipients: FOLLOWERS, sent: FOLLOWERS } });
    expect(batchesOf(send)).toMatchObject([{ size: FOLLOWERS, total: FOLLOWERS, filtered: 0 }]);
    expect(ledgerOf(world, send).summary).toMatchObject({ jobs: 1, deliveries: FOLLOWERS, deliveredMoreThanOnce: 0 });
  });

  test("sends to a mirrored tag in step by WeChat's tag, and else by openid", async () => {
    const tag = await mirroredTag(approver, "老客", some(120));
    const send = await sent({ tag });
    expect(send).toMatchObject({ status: "COMPLETED", method: "BY_TAG", progress: { recipients: 120, sent: 120 } });
    expect(ledgerOf(world, send).summary).toMatchObject({ jobs: 1, deliveries: 120 });
    expect(await sent({ all: [{ tag }, some(50)] })).toMatchObject({ method: "BY_OPENID", progress: { recipients: 50, sent: 50 } });
  });

  test("sends by openid when somebody follows of whom only WeChat knows", async () => {
    world.simulator.faults.order({ path: "callback", kind: "drop", event: "subscribe" });
    await fetch(`${world.simulator.url}/_simulator/events`, {
      method: "POST",
      body: JSON.stringify({ event: "subscribe", follower: FOLLOWERS }),
    });
    expect(world.simulator.account(world.tenant.appId).followers.total).toBe(FOLLOWERS + 1);
    const send = await sent(EVERYONE);
    expect(send.progress).toMatchObject({ recipients: FOLLOWERS, sent: FOLLOWERS });
    expect(send.method).toBe("BY_OPENID");
  });
});

describe("a subscription account", () => {
  beforeAll(() => open(AccountKind.SUBSCRIPTION), 120_000);
  afterAll(() => world.close());

  test("cannot send to a list of people, and is told how to reach them", async () => {
    await syncFollowers(approver);
    await peopleIds();
    const { id } = await createSend(approver, { audience: some(5) });
    const { code, errors } = await approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id });
    expect(code).toBe("CONFLICT");
    expect(errors?.[0]?.message).toMatch(/subscription account.*mirrorToWeChat/);
  });

  test("sends to everyone, or to its own tag", async () => {
    const tag = await mirroredTag(approver, "会员", some(40));
    const send = await sent({ tag });
    expect(send).toMatchObject({ status: "COMPLETED", method: "BY_TAG", progress: { recipients: 40, sent: 40 } });
    // One a day: the next one waits, and says why.
    expect(await sent(EVERYONE)).toMatchObject({ status: "PAUSED", method: "TO_ALL", error: expect.stringContaining("45028") });
    await world.simulator.advanceClock(24 * 3_600_000);
  });
});
