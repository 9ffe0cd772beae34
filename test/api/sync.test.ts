import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 2_500;
const SYNC = "mutation { syncFromWeChat { id status kind total done error } }";
const JOB = "query($id: ID!) { syncJob(id: $id) { id status total done error finishedAt } }";

interface SyncJob {
  id: string;
  status: string;
  total: number | null;
  done: number;
  error: string | null;
}

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS, seeded: false });
  operator = await world.operator(Role.OPERATOR);
});
afterAll(() => world.close());

async function finished(id: string): Promise<SyncJob> {
  for (;;) {
    const { syncJob } = await operator.get<{ syncJob: SyncJob }>(JOB, { id });
    if (syncJob.status === "SUCCEEDED" || syncJob.status === "FAILED") return syncJob;
    await sleep(50);
  }
}

const total = async () => (await operator.get<{ users: { totalCount: number } }>("{ users { totalCount } }")).users.totalCount;

describe("syncFromWeChat", () => {
  test("brings the followers in; asked twice at once it is one run", async () => {
    expect(await total()).toBe(0);
    const answers = await Promise.all([1, 2, 3].map(() => operator.get<{ syncFromWeChat: SyncJob }>(SYNC)));
    const ids = new Set(answers.map(({ syncFromWeChat }) => syncFromWeChat.id));
    expect(ids.size).toBe(1);
    expect(await finished([...ids][0] ?? "")).toMatchObject({
      status: "SUCCEEDED",
      total: 2 * FOLLOWERS,
      done: 2 * FOLLOWERS,
      error: null,
    });
    expect(await total()).toBe(FOLLOWERS);
  });

  test("is OPERATOR's, and its runs are the tenant's own", async () => {
    const viewer = await world.operator(Role.VIEWER);
    expect((await viewer.ask(SYNC)).code).toBe("FORBIDDEN");
    const { syncFromWeChat } = await operator.get<{ syncFromWeChat: SyncJob }>(SYNC);
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask(JOB, { id: syncFromWeChat.id })).code).toBe("NOT_FOUND");
    expect((await viewer.ask(JOB, { id: "x" })).code).toBe("NOT_FOUND");
    await finished(syncFromWeChat.id);
  });
});

describe("callbacks", () => {
  test("of a follower who comes and goes change the user at once", async () => {
    const account = world.simulator.account(world.tenant.appId);
    const openid = account.followers.openidOf(FOLLOWERS + 5);
    const follow = async (follows: boolean) => {
      const answer = await fetch(`${world.simulator.url}/_simulator/events`, {
        method: "POST",
        body: JSON.stringify({ appId: world.tenant.appId, openid, event: follows ? "subscribe" : "unsubscribe" }),
      });
      expect(answer.status).toBe(200);
    };
    const subscribed = async (wanted: boolean) => {
      const USER = "query($openid: String) { user(openid: $openid) { subscribed } }";
      for (;;) {
        const { data } = await operator.ask(USER, { openid });
        if ((data?.user as { subscribed: boolean } | null)?.subscribed === wanted) return;
        await sleep(50);
      }
    };
    await follow(true);
    await subscribed(true);
    await follow(false);
    await subscribed(false);
    const { users } = await operator.get<{ users: { totalCount: number } }>(
      "query($audience: AudienceInput) { users(audience: $audience) { totalCount } }",
      { audience: { all: [{ openids: [openid] }, { subscribed: false }] } },
    );
    expect(users.totalCount).toBe(1);
  });
});
