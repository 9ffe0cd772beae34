import { randomBytes } from "node:crypto";
import type { AuditRecord } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull, parseIntId } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import { TEST_EVENT, type WebhookEvent, WebhookStatus } from "./webhook.enums.js";
import type { Webhook, WebhookDelivery } from "./webhook.types.js";
import type { StoredWebhook, WebhookChanged, WebhookStore } from "./webhook-store.port.js";
import { readWebhookUrl } from "./webhook-url.js";

/** Each event makes a row for each of them; more programs than these can share one. */
const MAX_WEBHOOKS = 20;
const SECRET_BYTES = 32;
/** As long as receivers may take to learn the new secret. */
const OVERLAP_MS = 24 * 3_600_000;
const LIST = "webhookDeliveries";
const POSITION = /^\d{1,18}$/;

export interface WebhookServiceParts {
  store: WebhookStore;
  clock: () => Date;
  /** http:// addresses are taken too. */
  plainHttp: boolean;
}

export interface WebhookChange {
  url: string | null;
  events: readonly WebhookEvent[] | null;
  enabled: boolean | null;
}

/** What an ADMIN does with webhooks. Messages are made by the database, in the transaction of what they tell. */
export class WebhookService {
  constructor(private readonly parts: WebhookServiceParts) {}

  async list(tenantId: number): Promise<Webhook[]> {
    return (await this.parts.store.list(tenantId)).map(withoutSecret);
  }

  /** `secret` is shown this once. */
  async create(principal: Principal, url: string, events: readonly WebhookEvent[]): Promise<Webhook> {
    const { store, clock, plainHttp } = this.parts;
    const { tenantId } = principal;
    const checked = { url: readWebhookUrl("url", url, plainHttp), events: readEvents("events", events) };
    if ((await store.list(tenantId)).length >= MAX_WEBHOOKS) {
      throw new ConflictError("url", `there are ${MAX_WEBHOOKS} webhooks already; delete one first`, {
        reason: "WEBHOOKS_FULL",
        max: MAX_WEBHOOKS,
      });
    }
    const secret = newSecret();
    const webhook = await store.create({ tenantId, ...checked, secret }, clock(), (after) =>
      entryOf(principal, "createWebhook", after, { after }),
    );
    return { ...webhook, secret };
  }

  async update(principal: Principal, id: string, { url, events, enabled }: WebhookChange): Promise<Webhook> {
    const { store, clock, plainHttp } = this.parts;
    const patch = {
      ...(url !== null && { url: readWebhookUrl("url", url, plainHttp) }),
      ...(events !== null && { events: readEvents("events", events) }),
      ...(enabled !== null && { status: enabled ? WebhookStatus.ENABLED : WebhookStatus.DISABLED }),
    };
    const entry = (change: WebhookChanged) => entryOf(principal, "updateWebhook", change.after, change);
    return withoutSecret(found(await store.update(principal.tenantId, numberOf(id), patch, clock(), entry), id));
  }

  /** The former secret signs too for a day, so that receivers may change over at any moment of it. */
  async rotate(principal: Principal, id: string): Promise<Webhook> {
    const { store, clock } = this.parts;
    const secret = newSecret();
    // With the secret, since that is what changed: the log keeps a keyed hash only.
    const entry = ({ before, after }: WebhookChanged) =>
      entryOf(principal, "rotateWebhookSecret", after, { before, after: { ...after, secret } });
    const by = { secret, overlapMs: OVERLAP_MS };
    const webhook = found(await store.rotate(principal.tenantId, numberOf(id), by, clock(), entry), id);
    return { ...webhook, secret };
  }

  async delete(principal: Principal, id: string): Promise<true> {
    const entry = (before: StoredWebhook) => entryOf(principal, "deleteWebhook", before, { before });
    if (!(await this.parts.store.delete(principal.tenantId, numberOf(id), entry))) throw new NotFoundError("webhook", id, "id");
    return true;
  }

  /** Goes out like any other message, within a second or two; `webhookDeliveries` says what came of it. */
  async sendTest(principal: Principal, id: string): Promise<WebhookDelivery> {
    const webhook = found(await this.parts.store.find(principal.tenantId, numberOf(id)), id);
    if (webhook.status !== WebhookStatus.ENABLED)
      throw new ConflictError("id", `the webhook is ${webhook.status}: enable it first`, { reason: "WEBHOOK_DISABLED" });
    const message = { event: TEST_EVENT, data: { webhookId: String(webhook.id) } };
    const entry = () => entryOf(principal, "sendTestWebhook", webhook, { before: webhook, after: webhook });
    const delivery = await this.parts.store.enqueue(principal.tenantId, webhook.id, message, entry);
    if (delivery === null) throw new NotFoundError("webhook", id, "id");
    return delivery;
  }

  /** Newest first. */
  async deliveries(
    tenantId: number,
    query: { webhookId: string | null; first: number; after: string | null },
  ): Promise<Connection<WebhookDelivery>> {
    const first = pageSize(query.first);
    const before = decodeCursor(LIST, query.after, POSITION);
    const webhookId = query.webhookId === null ? null : parseIntId(query.webhookId, "webhookId");
    const [rows, totalCount] = await Promise.all([
      this.parts.store.deliveries(tenantId, webhookId, before, first + 1),
      this.parts.store.countDeliveries(tenantId, webhookId),
    ]);
    return toConnection(rows, { first, after: query.after, totalCount }, (node) => ({ cursor: encodeCursor(LIST, node.position), node }));
  }
}

/** Without the address's query, which may hold a key. */
function entryOf(
  { tenantId, name: operator }: Principal,
  action: string,
  { id, url }: StoredWebhook,
  change: Pick<AuditRecord, "before" | "after">,
): AuditRecord {
  const { origin, pathname } = new URL(url);
  return { tenantId, operator, action, target: `webhook:${id}`, detail: `${origin}${pathname}`, ...change };
}

function readEvents(field: string, events: readonly WebhookEvent[]): WebhookEvent[] {
  if (events.length === 0) throw new BadInputError(field, "must not be empty: name what the webhook is to be told of", { reason: "EMPTY" });
  return [...new Set(events)];
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** 0 is nobody's. */
function numberOf(id: string): number {
  return intIdOrNull(id) ?? 0;
}

function found(webhook: StoredWebhook | null, id: string): StoredWebhook {
  if (webhook === null) throw new NotFoundError("webhook", id, "id");
  return webhook;
}

function withoutSecret(webhook: StoredWebhook): Webhook {
  return { ...webhook, secret: null };
}
