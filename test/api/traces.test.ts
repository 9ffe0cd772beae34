import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { expect, it, vi } from "vitest";
import { Role } from "../../src/graphql/roles.js";
import { type ReceivedSpan, startTraceReceiver } from "../support/trace-receiver.js";
import { createWorld, type World } from "../support/world.js";

/** Two whole servers, one after the other, on a machine that does much else. */
const PATIENCE = 120_000;
const PHONE = "13912345678";
const NAME = "欧阳追踪";
const WORDS = "秋天的第一杯奶茶";

async function sendToAll(world: World, headers: Record<string, string> = {}): Promise<string> {
  const operator = await world.operator(Role.ADMIN);
  const input = { name: "traced", audience: { everyone: true }, content: { text: WORDS } };
  const { createMassSend } = await operator.get<{ createMassSend: { id: string } }>(
    "mutation ($input: MassSendInput!) { createMassSend(input: $input) { id } }",
    { input },
  );
  await operator.get("query ($q: String!) { users(first: 1, search: $q) { totalCount } }", { q: PHONE });
  const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>("{ users(first: 1) { edges { node { id } } } }");
  const id = users.edges[0]?.node.id;
  await operator.get("mutation ($id: ID!, $i: UserUpdateInput!) { updateUser(id: $id, input: $i) { id } }", {
    id,
    i: { phone: PHONE, realName: NAME },
  });
  await fetch(`${world.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${operator.token}`, ...headers },
    body: JSON.stringify({ query: "mutation ($id: ID!) { startMassSend(id: $id) { status } }", variables: { id: createMassSend.id } }),
  });
  await vi.waitFor(
    async () => {
      const { massSend } = await operator.get<{ massSend: { status: string } }>("query ($id: ID!) { massSend(id: $id) { status } }", {
        id: createMassSend.id,
      });
      expect(massSend.status).toBe("COMPLETED");
    },
    { timeout: 60_000 },
  );
  return operator.token;
}

it(
  "without a collector OpenTelemetry's SDK is not even loaded",
  async () => {
    const world = await createWorld({ followers: 3 });
    try {
      await sendToAll(world);
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      expect(loaded.filter((path) => /@opentelemetry.(sdk-trace|exporter|context)/.test(path))).toEqual([]);
    } finally {
      await world.close();
    }
  },
  PATIENCE,
);

it(
  "a mass send is one trace, from the mutation through the job to WeChat's call, and holds nothing of anybody's",
  async () => {
    const receiver = await startTraceReceiver();
    const world = await createWorld({ followers: 30, traceTo: receiver.url });
    const traceId = randomUUID().replaceAll("-", "");
    let token: string;
    let openids: string[];
    try {
      token = await sendToAll(world, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
      const { rows } = await world.test.database.pool.query<{ openid: string }>("SELECT openid FROM users");
      openids = rows.map(({ openid }) => openid);
    } finally {
      await world.close();
    }
    await receiver.close();

    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const named = (name: string): ReceivedSpan => {
      const found = spans.find((span) => span.name === name);
      if (found === undefined) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(", ")}`);
      return found;
    };
    const ancestors = (span: ReceivedSpan): string[] => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return parent === undefined ? [] : [parent.name, ...ancestors(parent)];
    };
    const call = named("WeChat /cgi-bin/message/mass/send");
    const way = ancestors(call);
    expect(way).toEqual(["mass send turn", "job mass-sends", "dispatch.startMassSend", "mutation startMassSend"]);
    expect(ancestors(named("WITH mass_send_batch"))).toContain("mass send turn");
    expect(spans.some(({ name }) => name.startsWith("SELECT "))).toBe(true);
    expect(named("mass send turn").attributes.tenantId).toBe(String(world.tenant.id));
    expect(spans.filter(({ status }) => status === 2)).toEqual([]);

    const all = receiver.bodies.join("\n");
    for (const secret of [PHONE, NAME, WORDS, token, world.tenant.appId, ...openids]) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/access_token|Bearer/);
  },
  PATIENCE,
);
