import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const STABLE = "/cgi-bin/stable_token";
const STATUS = "{ fingerprint version source }";
const REPLACE = `mutation($token: String!, $seconds: Int!) { replaceAccessToken(token: $token, expiresInSeconds: $seconds) ${STATUS} }`;

/** Everything the program wrote or answered; plain pino at its lowest level, so that nothing is masked on the way. */
const written: string[] = [];
const logger = pino(
  { level: "trace" },
  new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  }),
);

let world: World;
let admin: Client;
const secrets = new Set<string>();

beforeAll(async () => {
  world = await createWorld({ followers: 20, logger });
  admin = await world.operator(Role.ADMIN);
  secrets.add(world.simulator.account(world.tenant.appId).settings.appSecret);
});
afterAll(() => world.close());

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<void> {
  written.push(JSON.stringify((await admin.ask(query, variables)) ?? null));
  const keeper = await world.app.core.wechat.keeperFor(world.tenant.id);
  // The newest one, whatever became of the request.
  const held = await keeper.current().catch(() => null);
  if (held) secrets.add(held.token);
}

async function replace(token: unknown, seconds: unknown = 600): Promise<void> {
  for (const planted of [token, seconds].flat()) if (typeof planted === "string") secrets.add(planted);
  await ask(REPLACE, { token, seconds });
}

const refresh = (force: boolean) => ask(`mutation { refreshAccessToken(force: ${force}) ${STATUS} }`);
const callWeChat = () => ask('{ apiQuota(path: "/cgi-bin/user/get") { used } }');

const pasted = () => `97_${randomBytes(90).toString("base64url")}`;
const appSecret = () => world.simulator.account(world.tenant.appId).settings.appSecret;
const heldToken = async () => (await (await world.app.core.wechat.keeperFor(world.tenant.id)).current()).token;

/** What WeChat may do wrong, quoting what it got: `secret` is in the request that `act` makes. */
async function everyFault(path: string, secret: () => string | Promise<string>, act: (secret: string) => Promise<void>): Promise<void> {
  const { faults } = world.simulator;
  for (const kind of ["reset-before", "reset-after", "http-500", "http-502", "expire-token"] as const) {
    const inRequest = await secret();
    faults.order({ path, kind, times: 3 });
    await act(inRequest);
    faults.clear();
  }
  for (const errcode of [-1, 40013, 40125, 40164, 45009, 48001, 40001, 42001]) {
    const inRequest = await secret();
    faults.order({ path, kind: "errcode", errcode, errmsg: `refused: access_token=${inRequest} secret ${inRequest}` });
    await act(inRequest);
    faults.clear();
  }
}

describe("tokens and secrets", { timeout: 120_000 }, () => {
  it("are in no log line, answer, audit entry or metric, whatever happens to them", async () => {
    await ask(`{ accessToken ${STATUS} }`);
    await refresh(false);
    await refresh(true);
    await callWeChat();
    await replace(pasted());
    for (const wrong of ["short-but-secret-token", `${pasted()} ${pasted()}`, [pasted()], null]) await replace(wrong);
    await replace(pasted(), 1);
    await replace(pasted(), pasted());
    await everyFault(STABLE, appSecret, () => refresh(false));
    await everyFault(STABLE, appSecret, () => refresh(true));
    await everyFault("/cgi-bin/openapi/quota/get", heldToken, callWeChat);
    await everyFault("/cgi-bin/user/info", pasted, replace);
    await everyFault("/cgi-bin/clear_quota", heldToken, () => ask("mutation { clearQuota }"));
    await ask("{ auditLog(first: 200) { edges { node { action target detail } } } }");
    written.push(await (await fetch(`${world.url}/metrics`)).text());
    // A fault of our own, which is logged whole.
    await world.test.database.pool.query("ALTER TABLE access_token RENAME COLUMN source TO gone");
    await refresh(false);
    await replace(pasted());
    await world.test.database.pool.query("ALTER TABLE access_token RENAME COLUMN gone TO source");

    const all = written.join("\n");
    expect(secrets.size).toBeGreaterThan(20);
    expect(all).toContain("access token renewed");
    expect(all).toContain("WeChat refused a call");
    expect(all).toContain("INTERNAL_SERVER_ERROR");
    for (const secret of secrets) expect([secret, all.includes(secret)]).toEqual([secret, false]);
  });
});
