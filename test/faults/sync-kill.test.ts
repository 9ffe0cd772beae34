import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../src/cli/ports.js";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { httpCaller } from "../support/caller.js";
import { Program } from "../support/processes.js";

const FOLLOWERS = 2_500;
const APP = { appId: "wxfedcba9876543210", appSecret: "fedcba9876543210fedcba9876543210" };
const PASSWORD = "kill-sync-password";
const TAG = { name: "老客", members: [1, 2, 2_400] };

/** WeChat in this process, Tagcast with its embedded database in another that dies in each phase of a sync. */
describe("kill -9 of a sync", () => {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-kill-sync-"));
  let simulator: Simulator;
  let server: Program;
  let url: string;
  let env: Record<string, string>;
  let token = "";

  const startServer = () => Program.start(["start"], { env, ready: `${url}/readyz` });
  const ask = async <Data>(query: string, variables?: Record<string, unknown>): Promise<Data> => {
    const answer = await httpCaller(url)(query, variables, token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data as Data;
  };
  const struck = (id: number | null) => simulator.faults.list().some((fault) => fault.id === id && fault.struck > 0);

  /** Kills it while it waits for an answer to `path`, and starts it again. */
  async function killAt(path: string, skip = 0): Promise<void> {
    const fault = simulator.faults.order({ path, kind: "slow", delayMs: 1_000, skip });
    await until(async () => struck(fault));
    await server.kill();
    server = await startServer();
  }

  beforeAll(async () => {
    // As root, PostgreSQL runs as another user, who must get in.
    chmodSync(folder, 0o755);
    simulator = await startSimulator({ followers: FOLLOWERS, apps: [{ ...APP, initialTags: [TAG], blacklist: [7] }] });
    const port = await freePort("127.0.0.1", 0, "PORT");
    url = `http://127.0.0.1:${port}`;
    env = {
      ...{ PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn", TAGCAST_DATA_DIR: join(folder, "data") },
      ...{ TAGCAST_ADMIN_PASSWORD: PASSWORD, WECHAT_APP_ID: APP.appId, WECHAT_APP_SECRET: APP.appSecret },
      ...{ WECHAT_CALLBACK_TOKEN: "callbacktoken", WECHAT_API_BASE_URL: simulator.url },
    };
    server = await startServer();
    const login = await ask<{ login: { token: string } }>('mutation($p: String!) { login(username: "admin", password: $p) { token } }', {
      p: PASSWORD,
    });
    token = login.login.token;
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await simulator?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("in any phase: it goes on by itself, and everything is as at WeChat, once", { timeout: 400_000 }, async () => {
    const { syncFromWeChat } = await ask<{ syncFromWeChat: { id: string } }>("mutation { syncFromWeChat { id } }");
    await killAt("/cgi-bin/tags/get");
    await killAt("/cgi-bin/user/get");
    await killAt("/cgi-bin/user/info/batchget", 21);
    await killAt("/cgi-bin/tags/members/getblacklist");
    const status = "query($id: ID!) { syncJob(id: $id) { status done error } }";
    const job = () => ask<{ syncJob: { status: string } }>(status, { id: syncFromWeChat.id });
    await until(async () => (await job()).syncJob.status !== "RUNNING");
    expect(await job()).toEqual({ syncJob: { status: "SUCCEEDED", done: 2 * FOLLOWERS, error: null } });
    const count = "query($audience: AudienceInput!) { tagPreview(audience: $audience) { count reachable } }";
    expect(await ask(count, { audience: { everyone: true } })).toEqual({ tagPreview: { count: FOLLOWERS, reachable: FOLLOWERS - 1 } });
    const { tags } = await ask<{ tags: { name: string; users: number }[] }>("{ tags { name users } }");
    expect(tags).toContainEqual({ name: TAG.name, users: TAG.members.length });
  });

  it("or of a push: nobody is left out, and the tag is in step", { timeout: 200_000 }, async () => {
    const input = { name: "全体", mirrorToWeChat: true };
    const made = await ask<{ createTag: { id: string } }>("mutation($input: TagInput!) { createTag(input: $input) { id } }", { input });
    const { id } = made.createTag;
    const everyone = "mutation($id: ID!) { tagUsers(input: { tagIds: [$id], audience: { subscribed: true } }) { id } }";
    const push = killAt("/cgi-bin/tags/members/batchtagging", 10);
    await ask(everyone, { id });
    await push;
    const members = () => simulator.account(APP.appId).tags.byName("全体")?.members.size;
    expect(members()).toBeLessThan(FOLLOWERS);
    await until(async () => members() === FOLLOWERS);
    const mirror = "query($id: ID!) { tag(id: $id) { mirror { state pending } } }";
    await until(async () => JSON.stringify(await ask(mirror, { id })).includes("IN_STEP"));
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(50);
}
