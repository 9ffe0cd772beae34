import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSend } from "../support/mass-sends.js";
import { isSignedWith, WebhookReceiver } from "../support/webhook-receiver.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

let world: World;
let admin: Client;
let receiver: WebhookReceiver;
beforeAll(async () => {
  world = await createWorld({ followers: 20, webhookAllowedNetworks: ["127.0.0.0/8"] });
  admin = await world.operator(Role.ADMIN);
});
afterAll(() => world.close());
beforeEach(async () => {
  receiver = await WebhookReceiver.start();
});
afterEach(() => receiver.close());

const FIELDS = "id url events status reason failingSince secret";
interface Webhook {
  id: string;
  url: string;
  events: string[];
  status: string;
  secret: string | null;
}
interface Delivery {
  id: string;
  webhookId: string;
  event: string;
  status: string;
  attempts: number;
  responseStatus: number | null;
}

async function create(client = admin, events = ["MASS_SEND_CANCELLED"]): Promise<Webhook> {
  const query = `mutation($url: String!, $events: [WebhookEvent!]!) { createWebhook(url: $url, events: $events) { ${FIELDS} } }`;
  return (await client.get<{ createWebhook: Webhook }>(query, { url: receiver.url("/h?key=1"), events })).createWebhook;
}
const list = async (client = admin) => (await client.get<{ webhooks: Webhook[] }>(`{ webhooks { ${FIELDS} } }`)).webhooks;
const update = (id: string, args: string) => admin.ask(`mutation { updateWebhook(id: "${id}", ${args}) { ${FIELDS} } }`);
const deliveries = async (id: string, page = "") =>
  (
    await admin.get<{
      webhookDeliveries: { totalCount: number; edges: { cursor: string; node: Delivery }[]; pageInfo: { hasNextPage: boolean } };
    }>(
      `{ webhookDeliveries(webhookId: "${id}" ${page}) { totalCount pageInfo { hasNextPage } edges { cursor node { id webhookId event status attempts responseStatus } } } }`,
    )
  ).webhookDeliveries;

describe("createWebhook", () => {
  it("shows its secret once, and has the address told from then on", async () => {
    const made = await create();
    expect(made).toMatchObject({ url: receiver.url("/h?key=1"), events: ["MASS_SEND_CANCELLED"], status: "ENABLED", reason: null });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await list()).find(({ id }) => id === made.id)).toMatchObject({ secret: null });
    const send = await createSend(admin);
    await admin.get(`mutation { cancelMassSend(id: "${send.id}") { id } }`);
    await receiver.until(1);
    const [message] = receiver.received;
    expect(message && isSignedWith(message, made.secret ?? "")).toBe(true);
    expect(JSON.parse(message?.body ?? "")).toMatchObject({
      type: "mass_send.cancelled",
      timestamp: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
      data: { massSendId: send.id, seq: 1, status: "CANCELLED", previousStatus: "DRAFT" },
    });
  });

  it.each([
    ["ftp://example.com", "[TAG_JOB_FAILED]", "url"],
    ["https://me:secret@example.com", "[TAG_JOB_FAILED]", "url"],
    ["https://example.com", "[]", "events"],
  ])("refuses %s with %s", async (url, events, field) => {
    const answer = await admin.ask(`mutation { createWebhook(url: "${url}", events: ${events}) { id } }`);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field });
  });

  it("ends at twenty", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    for (let i = 0; i < 20; i++) await create(stranger);
    const answer = await stranger.ask('mutation { createWebhook(url: "https://example.com", events: [TAG_JOB_FAILED]) { id } }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "CONFLICT" });
  });
});

describe("updateWebhook", () => {
  it("changes what is given, and nothing else", async () => {
    const { id, url } = await create();
    expect((await update(id, "events: [TAG_JOB_FAILED, TAG_JOB_FAILED]")).data).toMatchObject({
      updateWebhook: { url, events: ["TAG_JOB_FAILED"], status: "ENABLED", secret: null },
    });
    expect((await update(id, 'url: "https://example.com/x", enabled: false')).data).toMatchObject({
      updateWebhook: { url: "https://example.com/x", events: ["TAG_JOB_FAILED"], status: "DISABLED" },
    });
    expect((await update(id, "enabled: true")).data).toMatchObject({ updateWebhook: { status: "ENABLED" } });
  });
});

describe("rotateWebhookSecret", () => {
  it("gives a new secret", async () => {
    const { id, secret } = await create();
    const query = `mutation { rotateWebhookSecret(id: "${id}") { secret } }`;
    const { rotateWebhookSecret } = await admin.get<{ rotateWebhookSecret: Webhook }>(query);
    expect(rotateWebhookSecret.secret).not.toBe(secret);
    await admin.get(`mutation { sendTestWebhook(id: "${id}") { id } }`);
    await receiver.until(1);
    const [message] = receiver.received;
    expect(message && [secret, rotateWebhookSecret.secret].map((one) => isSignedWith(message, one ?? ""))).toEqual([true, true]);
  });
});

describe("sendTestWebhook", () => {
  it("goes out, and its delivery can be looked at", async () => {
    const { id } = await create();
    const { sendTestWebhook } = await admin.get<{ sendTestWebhook: Delivery }>(`mutation { sendTestWebhook(id: "${id}") { id status } }`);
    expect(sendTestWebhook.status).toBe("PENDING");
    await receiver.until(1);
    expect(receiver.received[0]?.id).toBe(sendTestWebhook.id);
    for (;;) {
      const [edge] = (await deliveries(id)).edges;
      if (edge?.node.status === "PENDING") continue;
      expect(edge?.node).toMatchObject({
        id: sendTestWebhook.id,
        webhookId: id,
        event: "webhook.test",
        status: "DELIVERED",
        attempts: 1,
        responseStatus: 200,
      });
      break;
    }
  });

  it("not while it is turned off", async () => {
    const { id } = await create();
    await update(id, "enabled: false");
    expect((await admin.ask(`mutation { sendTestWebhook(id: "${id}") { id } }`)).errors?.[0]?.extensions).toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("webhookDeliveries", () => {
  it("pages, newest first", async () => {
    const { id } = await create();
    const made: string[] = [];
    for (let i = 0; i < 3; i++) {
      made.push((await admin.get<{ sendTestWebhook: Delivery }>(`mutation { sendTestWebhook(id: "${id}") { id } }`)).sendTestWebhook.id);
    }
    const first = await deliveries(id, "first: 2");
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const rest = await deliveries(id, `first: 2, after: "${first.edges[1]?.cursor}"`);
    expect([...first.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(made.reverse());
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });
});

describe("deleteWebhook", () => {
  it("ends it, with its messages", async () => {
    const { id } = await create();
    await admin.get(`mutation { sendTestWebhook(id: "${id}") { id } }`);
    expect(await admin.get(`mutation { deleteWebhook(id: "${id}") }`)).toEqual({ deleteWebhook: true });
    expect((await list()).some((one) => one.id === id)).toBe(false);
    expect((await deliveries(id)).totalCount).toBe(0);
  });
});

describe("another tenant's webhook", () => {
  it("is not there", async () => {
    const { id } = await create();
    const stranger = await world.stranger(Role.ADMIN);
    expect(await list(stranger)).toEqual([]);
    for (const field of [
      `updateWebhook(id: "${id}", enabled: false) { id }`,
      `rotateWebhookSecret(id: "${id}") { id }`,
      `deleteWebhook(id: "${id}")`,
    ]) {
      expect((await stranger.ask(`mutation { ${field} }`)).errors?.[0]?.extensions).toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await stranger.ask(`mutation { sendTestWebhook(id: "${id}") { id } }`)).errors?.[0]?.extensions).toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await list()).find((one) => one.id === id)?.status).toBe("ENABLED");
  });
});
