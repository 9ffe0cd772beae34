import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { HttpWebhookSender } from "../../src/webhooks/adapters/http-webhook-sender.js";
import { PostgresDeliveries } from "../../src/webhooks/adapters/postgres-deliveries.js";
import { PostgresWebhookStore } from "../../src/webhooks/adapters/postgres-webhook-store.js";
import { RETRY_DELAYS_MS } from "../../src/webhooks/delivery/retries.js";
import { WebhookCourier } from "../../src/webhooks/index.js";
import { WebhookEvent, WebhookStatus } from "../../src/webhooks/webhook.enums.js";
import type { StoredWebhook } from "../../src/webhooks/webhook-store.port.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { SendRig } from "../support/send-rig.js";
import { answers, endlessBody, isSignedWith, neverAnswers, resets, WebhookReceiver } from "../support/webhook-receiver.js";

const PROCESS = fileURLToPath(new URL("../support/webhook-process.ts", import.meta.url));
const FOLLOWERS = 12;
const TRY_MS = 500;
const LOOPBACK = ["127.0.0.0/8"];

let own: TestDatabase;
let tenantId: number;
let receiver: WebhookReceiver;
let webhook: StoredWebhook;
let rig: SendRig;
const key = randomBytes(32);
const sealer = new Sealer(key);
const secret = `whsec_${randomBytes(32).toString("base64")}`;
let store: PostgresWebhookStore;
const senders: HttpWebhookSender[] = [];
let counter = 0;

function courier(allowedNetworks: readonly string[] = LOOPBACK): WebhookCourier {
  const sender = new HttpWebhookSender({ allowedNetworks, totalMs: TRY_MS });
  senders.push(sender);
  return new WebhookCourier(new PostgresDeliveries(own.database, sealer), sender, () => new Date(), silentLogger);
}

const query = <Row>(sql: string, values: unknown[] = []) => own.database.pool.query<Row & object>(sql, values);
const hook = async () => (await store.find(tenantId, webhook.id)) as StoredWebhook;
const messages = async () => (await store.deliveries(tenantId, webhook.id, null, 200)).reverse();
const only = async () => (await messages())[0];
/** The next try's time has come. */
const hasten = () => query("UPDATE webhook_delivery SET next_attempt_at = clock_timestamp() - interval '1 ms' WHERE status = 'PENDING'");
const enqueue = () => store.enqueue(tenantId, webhook.id, { event: "webhook.test", data: { seq: 0 } }, someEntry(tenantId));
const dataOf = (body: string) => (JSON.parse(body) as { data: Record<string, unknown> }).data;

beforeAll(async () => {
  own = await createTestDatabase();
  store = new PostgresWebhookStore(own.database, sealer, auditIn);
});
afterAll(() => own.drop());

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  tenantId = await insertTenant(own.database, { appId: `wxhooks${counter++}`, users: FOLLOWERS });
  webhook = await store.create(
    { tenantId, url: receiver.url(), events: Object.values(WebhookEvent), secret },
    new Date(),
    someEntry(tenantId),
  );
  rig = new SendRig(own.database, tenantId, FOLLOWERS, 4);
});
afterEach(async () => {
  await receiver.close();
  for (const sender of senders.splice(0)) await sender.close();
  await query("DELETE FROM webhook");
});

describe("what is told", () => {
  test("every status a send goes through, in the transaction that makes it so, with its seq", async () => {
    const id = await rig.started();
    await rig.run(id);
    for (const job of rig.wechat.jobs) await rig.callback(job);
    await courier().round();
    const told = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: { seq: number; massSendId: string } });
    expect(new Set(told.map(({ type }) => type))).toEqual(
      new Set(["mass_send.preparing", "mass_send.sending", "mass_send.awaiting_results", "mass_send.completed"]),
    );
    const inOrder = told.toSorted((a, b) => a.data.seq - b.data.seq);
    expect(inOrder.map(({ type }) => type.slice(10))).toEqual(["preparing", "sending", "awaiting_results", "completed"]);
    expect(inOrder.at(-1)?.data).toMatchObject({
      massSendId: id,
      status: "COMPLETED",
      previousStatus: "AWAITING_RESULTS",
      sent: FOLLOWERS,
    });
    expect(receiver.received.every((message) => isSignedWith(message, secret))).toBe(true);
  });

  test("nothing of what is rolled back, and nothing twice", async () => {
    const id = await rig.started();
    await own.database
      .transaction(async (tx) => {
        await tx.query("UPDATE mass_send SET status = 'FAILED' WHERE id = $1", [id]);
        throw new Error("never mind");
      })
      .catch(() => undefined);
    await query("UPDATE mass_send SET status = status WHERE id = $1", [id]);
    expect((await messages()).map(({ event }) => event)).toEqual(["mass_send.preparing"]);
  });

  test("the end of tag jobs", async () => {
    const { rows } = await query<{ id: string }>(
      `INSERT INTO tag_job (id, tenant_id, kind, tag_ids, request_hash, total, created_by) VALUES
        (gen_random_uuid(), $1, 'TAG', '{1}', '\\x00', 5, 'k'), (gen_random_uuid(), $1, 'UNTAG', '{1}', '\\x01', 5, 'k') RETURNING id`,
      [tenantId],
    );
    await query("UPDATE tag_job SET status = 'RUNNING' WHERE tenant_id = $1", [tenantId]);
    await query("UPDATE tag_job SET status = 'SUCCEEDED', done = 5, changed = 3 WHERE id = $1", [rows[0]?.id]);
    await query("UPDATE tag_job SET status = 'FAILED' WHERE id = $1", [rows[1]?.id]);
    const told = await messages();
    expect(told.map(({ event }) => event)).toEqual(["tag_job.succeeded", "tag_job.failed"]);
    expect(dataOf(told[0]?.body ?? "")).toMatchObject({ tagJobId: rows[0]?.id, kind: "TAG", changed: 3, total: 5 });
  });

  test("only what was asked for, only to one's own, and nothing while it is turned off", async () => {
    const other = await insertTenant(own.database, { appId: `wxhooks${counter++}`, users: 2 });
    await store.create(
      { tenantId: other, url: receiver.url(), events: Object.values(WebhookEvent), secret },
      new Date(),
      someEntry(tenantId),
    );
    await store.update(tenantId, webhook.id, { events: [WebhookEvent.MASS_SEND_CANCELLED] }, new Date(), someEntry(tenantId));
    const id = await rig.started();
    await rig.dispatch.pauseMassSend(rig.principal, id);
    await rig.dispatch.cancelMassSend(rig.principal, id);
    await store.update(tenantId, webhook.id, { status: WebhookStatus.DISABLED }, new Date(), someEntry(tenantId));
    await rig.dispatch.cancelMassSend(rig.principal, await rig.started());
    expect((await messages()).map(({ event }) => event)).toEqual(["mass_send.cancelled"]);
    expect(await store.countDeliveries(other, null)).toBe(0);
  });

  test("nobody's personal data", async () => {
    const id = await rig.started();
    await rig.run(id);
    const keys = new Set((await messages()).flatMap(({ body }) => Object.keys(dataOf(body))));
    expect([...keys].sort()).toEqual(
      [
        ...[
          "massSendId",
          "seq",
          "status",
          "previousStatus",
          "recipients",
          "batches",
          "batchesAccepted",
          "batchesFinished",
          "batchesFailed",
        ],
        ...["batchesUnknown", "accepted", "sent", "filtered", "failed"],
      ].sort(),
    );
  });
});

describe("a receiver that fails", () => {
  test.each([
    ["answers 500", answers(500), { responseStatus: 500, error: "answered 500" }],
    [
      "redirects, which is not followed",
      answers(307, { location: "/elsewhere" }),
      { responseStatus: 307, error: expect.stringContaining("not followed") },
    ],
    ["resets the connection", resets, { responseStatus: null, error: expect.stringMatching(/closed|socket|reset/i) }],
    ["never answers", neverAnswers, { responseStatus: null, error: expect.stringContaining("in time") }],
  ])("that %s is tried again later, with the same id and body", async (_name, behave, expected) => {
    await enqueue();
    receiver.behave = behave;
    await courier().round();
    expect(await only()).toMatchObject({ status: "PENDING", attempts: 1, ...expected });
    expect((await hook()).failingSince).toBeInstanceOf(Date);
    await courier().round();
    expect(receiver.received).toHaveLength(1);
    receiver.behave = answers(204);
    await hasten();
    await courier().round();
    expect(await only()).toMatchObject({ status: "DELIVERED", attempts: 2, responseStatus: 204, error: null, nextAttemptAt: null });
    const [first, second] = receiver.received;
    expect([second?.id, second?.body, second?.path]).toEqual([first?.id, first?.body, "/hook"]);
    expect((await hook()).failingSince).toBeNull();
  });

  test("that is not there at all", async () => {
    const gone = await WebhookReceiver.start();
    await store.update(tenantId, webhook.id, { url: gone.url() }, new Date(), someEntry(tenantId));
    await gone.close();
    await enqueue();
    await courier().round();
    expect(await only()).toMatchObject({ status: "PENDING", error: expect.stringContaining("ECONNREFUSED") });
  });

  test("that answers with a body without end has answered", async () => {
    await enqueue();
    receiver.behave = endlessBody;
    await courier().round();
    expect(await only()).toMatchObject({ status: "DELIVERED", responseStatus: 200 });
  });

  test("ten times: given up", async () => {
    await enqueue();
    receiver.behave = answers(503);
    for (let tries = 0; tries <= RETRY_DELAYS_MS.length; tries++) {
      await hasten();
      await courier().round();
    }
    expect(receiver.received).toHaveLength(10);
    expect(await only()).toMatchObject({ status: "FAILED", attempts: 10, nextAttemptAt: null, finishedAt: expect.any(Date) });
  });

  test("for three days: stopped, with the reason; what is kept goes out when it is enabled again", async () => {
    await enqueue();
    receiver.behave = answers(500);
    await courier().round();
    await query("UPDATE webhook SET failing_since = clock_timestamp() - interval '73 hours', failures = 30 WHERE id = $1", [webhook.id]);
    await hasten();
    await courier().round();
    expect(await hook()).toMatchObject({ status: "STOPPED", reason: expect.stringContaining("answered 500") });
    await rig.started();
    await hasten();
    await courier().round();
    expect(receiver.received).toHaveLength(2);
    receiver.behave = answers(200);
    expect(await store.update(tenantId, webhook.id, { status: WebhookStatus.ENABLED }, new Date(), someEntry(tenantId))).toMatchObject({
      reason: null,
      failingSince: null,
    });
    await courier().round();
    expect((await messages()).map(({ status }) => status)).toEqual(["DELIVERED", "DELIVERED"]);
  });

  test("that answers 410 wants no more", async () => {
    await enqueue();
    receiver.behave = answers(410);
    await courier().round();
    expect(await hook()).toMatchObject({ status: "STOPPED", reason: expect.stringContaining("410") });
    expect(await only()).toMatchObject({ status: "FAILED" });
  });

  test("and is slow keeps nobody else waiting", async () => {
    receiver.behave = neverAnswers;
    for (let i = 0; i < 30; i++) await enqueue();
    const quick = await WebhookReceiver.start();
    const other = await store.create({ tenantId, url: quick.url(), events: ["tag_job.failed"], secret }, new Date(), someEntry(tenantId));
    await store.enqueue(tenantId, other.id, { event: "webhook.test", data: {} }, someEntry(tenantId));
    const running = courier();
    const round = running.round();
    await quick.until(1);
    running.stop();
    await round;
    expect(receiver.received.length).toBeLessThanOrEqual(4);
    await quick.close();
  });
});

describe("addresses", () => {
  test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])("%s is refused at connect time", async (host) => {
    await store.update(tenantId, webhook.id, { url: `http://${host}:${receiver.port}/hook` }, new Date(), someEntry(tenantId));
    await enqueue();
    await courier([]).round();
    expect(await only()).toMatchObject({ status: "PENDING", error: expect.stringContaining("not on the public internet") });
    expect(receiver.received).toEqual([]);
  });
});

describe("secrets", () => {
  test("stand nowhere plain, and a former one signs for a day beside its successor", async () => {
    const next = `whsec_${randomBytes(32).toString("base64")}`;
    await store.rotate(tenantId, webhook.id, { secret: next, overlapMs: 3_600_000 }, new Date(), someEntry(tenantId));
    await enqueue();
    await courier().round();
    const [message] = receiver.received;
    expect(message && [secret, next].map((one) => isSignedWith(message, one))).toEqual([true, true]);
    await query("UPDATE webhook SET previous_secret_until = clock_timestamp() - interval '1 ms'");
    await enqueue();
    await courier().round();
    const later = receiver.received[1];
    expect(later && [secret, next].map((one) => isSignedWith(later, one))).toEqual([false, true]);
    const { rows } = await query<{ row: string }>("SELECT webhook::text AS row FROM webhook");
    const bytes = Buffer.from(secret.slice(6), "base64");
    expect(rows.some(({ row }) => row.includes(secret.slice(6)) || row.includes(bytes.toString("hex")))).toBe(false);
  });
});

describe("several couriers", () => {
  test("deliver each message once", async () => {
    for (let i = 0; i < 60; i++) await enqueue();
    await Promise.all(Array.from({ length: 5 }, () => courier().round()));
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(60);
    expect(receiver.received).toHaveLength(60);
  });

  test("one that was thought dead writes nothing any more", async () => {
    await enqueue();
    const queue = new PostgresDeliveries(own.database, sealer);
    const [message] = await queue.claim(1, 1, 60_000);
    expect(await queue.claim(1, 1, 60_000)).toEqual([]);
    await query("UPDATE webhook_delivery SET lease_until = clock_timestamp() - interval '1 ms'");
    const [again] = await queue.claim(1, 1, 60_000);
    if (!message || !again) throw new Error("not claimed");
    expect(again).toMatchObject({ id: message.id, attempts: 2 });
    const failed = { delivered: false, responseStatus: null, error: "late", retryInMs: null, gone: false };
    expect(await queue.finish(message, failed)).toBe(false);
    expect(await queue.finish(again, { ...failed, delivered: true, error: null })).toBe(true);
    expect(await only()).toMatchObject({ status: "DELIVERED", error: null });
  });
});

describe("kill -9", () => {
  const processes: ChildProcess[] = [];
  afterEach(() => {
    for (const child of processes.splice(0)) child.kill("SIGKILL");
  });
  const start = () => {
    const child = spawn(process.execPath, ["--import", "tsx", PROCESS, own.url, key.toString("hex")], { stdio: "inherit" });
    processes.push(child);
    return child;
  };

  test("while a message is out: it comes again, with the same id, and none is lost", async () => {
    for (let i = 0; i < 12; i++) await enqueue();
    const wanted = new Set((await messages()).map(({ id }) => id));
    let taken = 0;
    receiver.behave = (response, message) => (taken++ < 3 ? answers(200)(response, message) : neverAnswers(response, message));
    const first = start();
    await receiver.until(5);
    first.kill("SIGKILL");
    await once(first, "exit");
    receiver.behave = answers(200);
    // As a minute later.
    await query("UPDATE webhook_delivery SET lease_until = clock_timestamp() - interval '1 ms' WHERE lease_until IS NOT NULL");
    await courier().round();
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(wanted);
    expect((await messages()).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => "DELIVERED"));
    const bodies = new Map((await messages()).map(({ id, body }) => [id, body]));
    expect(receiver.received.every(({ id, body }) => bodies.get(id) === body)).toBe(true);
  }, 60_000);
});

describe("old messages", () => {
  test("are forgotten after 30 days, whatever became of them", async () => {
    for (let i = 0; i < 3; i++) await enqueue();
    await query(
      `UPDATE webhook_delivery SET created_at = clock_timestamp() - interval '31 days'
       WHERE position = (SELECT min(position) FROM webhook_delivery WHERE webhook_id = $1)`,
      [webhook.id],
    );
    await courier().forget();
    expect(await store.countDeliveries(tenantId, webhook.id)).toBe(2);
  });
});
