import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { type Client, createWorld, type World } from "../support/world.js";

/** A machine that does much else. */
const PATIENCE = { timeout: 20_000 };

let world: World;
let operator: Client;
beforeAll(async () => {
  world = await createWorld({ followers: 60, batchSize: 20 });
  operator = await world.operator(Role.ADMIN);
});
afterAll(() => world.close());

const text = async () => (await fetch(`${world.url}/metrics`)).text();
async function shown(name: string): Promise<number> {
  const line = (await text()).split("\n").find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? Number.NaN);
}

describe("GraphQL in /metrics", () => {
  const count = (labels: string) => shown(`tagcast_graphql_operation_duration_seconds_count{${labels}}`);

  it("counts by the API's field, over HTTP and WebSocket, with its outcome", async () => {
    await operator.get("query Mine { me { username } }");
    await operator.ask('mutation { startMassSend(id: "no-such") { id } }');
    expect(await count('type="query",operation="me",outcome="ok"')).toBe(1);
    expect(await count('type="mutation",operation="startMassSend",outcome="error"')).toBe(1);
    const socket = await operator.socket();
    socket.subscribe("1", "{ me { role } }");
    await socket.next("complete", "1");
    socket.subscribe("2", "subscription ($a: AudienceInput!) { tagPreviewChanges(audience: $a) { count } }", { a: { everyone: true } });
    await socket.next("next", "2");
    expect(await count('type="query",operation="me",outcome="ok"')).toBe(2);
    expect(await count('type="subscription",operation="tagPreviewChanges",outcome="ok"')).toBe(1);
    socket.socket.close();
  });

  it("makes no series of what callers invent", async () => {
    const name = `Q${randomUUID().replaceAll("-", "")}`;
    await operator.ask(`query ${name} { me { username } tenant { name } }`);
    await operator.ask(`query ${name} { __schema { queryType { name } } }`);
    await operator.ask(`query ${name} { ${name} }`);
    await operator.ask(`query ${name} {`);
    expect(await text()).not.toContain(name);
    expect(await count('type="query",operation="other",outcome="ok"')).toBe(1);
    expect(await count('type="query",operation="introspection",outcome="ok"')).toBe(1);
  });
});

describe("mass sends in /metrics", () => {
  const batches = (status: string) => shown(`tagcast_mass_send_batches{status="${status}"}`);
  const sql = (statement: string) => world.test.database.pool.query(statement);
  const send = async (): Promise<string> => {
    // One is left out, so that it goes out in batches.
    const { rows } = await world.test.database.pool.query<{ openid: string }>("SELECT openid FROM users ORDER BY ordinal LIMIT 1");
    const audience = { not: { openids: rows.map(({ openid }) => openid) } };
    const input = { name: `send ${randomUUID().slice(0, 8)}`, audience, content: { text: "hello" } };
    const { createMassSend } = await operator.get<{ createMassSend: { id: string } }>(
      "mutation ($input: MassSendInput!) { createMassSend(input: $input) { id } }",
      { input },
    );
    return createMassSend.id;
  };

  it("shows 0 for what there is nothing of", async () => {
    expect(await shown('tagcast_mass_sends{status="SENDING"}')).toBe(0);
    expect(await batches("UNKNOWN")).toBe(0);
    for (const name of ["lag_seconds", "unknown_batches", "result_wait_seconds"]) expect(await shown(`tagcast_mass_send_${name}`)).toBe(0);
  });

  it("shows sends and batches by status, what stands still, what is unknown, and the oldest missing result", async () => {
    const id = await send();
    await operator.get("mutation ($id: ID!) { startMassSend(id: $id) { status } }", { id });
    await vi.waitFor(async () => {
      const { massSend } = await operator.get<{ massSend: { status: string } }>("query ($id: ID!) { massSend(id: $id) { status } }", {
        id,
      });
      expect(massSend.status).toBe("COMPLETED");
    }, PATIENCE);
    // As a send would stand whose driver is gone, with one batch in doubt.
    await sql(
      "UPDATE mass_send SET status = 'SENDING', batches_unknown = 1, last_progress_at = now() - interval '100 s', wake_at = now() + interval '1 h'",
    );
    await sql("UPDATE mass_send_batch SET status = 'UNKNOWN' WHERE index = 0");
    await sql("UPDATE mass_send_batch SET status = 'ACCEPTED', accepted_at = now() - interval '50 s' WHERE index = 1");
    await vi.waitFor(async () => expect(await batches("UNKNOWN")).toBe(1), PATIENCE);
    expect(await shown('tagcast_mass_sends{status="SENDING"}')).toBe(1);
    expect([await batches("ACCEPTED"), await batches("FINISHED"), await batches("PENDING")]).toEqual([1, 1, 0]);
    expect(await shown("tagcast_mass_send_unknown_batches")).toBe(1);
    expect(Math.floor((await shown("tagcast_mass_send_lag_seconds")) / 100)).toBe(1);
    expect(Math.floor((await shown("tagcast_mass_send_result_wait_seconds")) / 50)).toBe(1);
  });
});

describe("everything else in /metrics", () => {
  it("shows callbacks that wait, and since when the newest is there", async () => {
    expect(await shown("tagcast_callbacks_waiting")).toBe(0);
    expect(await shown("tagcast_callback_lag_seconds")).toBe(0);
    expect((await shown("tagcast_callback_newest_timestamp_seconds")) / 1_000).toBeCloseTo(Date.now() / 1_000_000, 0);
    const stored =
      "INSERT INTO callback (tenant_id, dedupe_key, event, payload, received_at, attempts) VALUES ($1, 'late', 'X', '{}', now() - interval '1 h', 20)";
    await world.test.database.pool.query(stored, [world.tenant.id]);
    await vi.waitFor(async () => expect(await shown("tagcast_callbacks_waiting")).toBe(1), PATIENCE);
    expect(Math.floor((await shown("tagcast_callback_lag_seconds")) / 3_600)).toBe(1);
  });

  it("shows the job queues, the quotas that WeChat tells, tokens and the event loop", async () => {
    expect(await shown('tagcast_queue_jobs{queue="mass-sends",state="waiting"}')).toBe(0);
    await vi.waitFor(
      async () => expect(await text()).toContain('tagcast_wechat_quota_left_calls{endpoint="/cgi-bin/message/mass/send"} '),
      PATIENCE,
    );
    const all = await text();
    for (const name of ["tagcast_access_token_age_seconds", "tagcast_access_token_left_seconds", "nodejs_eventloop_lag_p99_seconds"])
      expect(all).toContain(`\n${name} `);
    expect(all).not.toMatch(new RegExp(`${world.tenant.appId}|${operator.username}`));
  });
});
