import type { EntryOf } from "../accounts/index.js";
import type { WebhookStatus } from "./webhook.enums.js";
import type { Webhook, WebhookDelivery } from "./webhook.types.js";

export type StoredWebhook = Omit<Webhook, "secret">;

export interface NewWebhook {
  tenantId: number;
  url: string;
  events: readonly string[];
  /** Kept sealed. */
  secret: string;
}

export interface WebhookPatch {
  url?: string;
  events?: readonly string[];
  /** ENABLED also forgets former failures. */
  status?: WebhookStatus;
}

export interface NewSecret {
  secret: string;
  /** So long the former one signs beside it. */
  overlapMs: number;
}

export interface WebhookMessage {
  /** Its type. */
  event: string;
  data: object;
}

/** A webhook as it was and as it is. */
export interface WebhookChanged {
  before: StoredWebhook;
  after: StoredWebhook;
}

/** Webhooks of another tenant are not there: null, false, or an empty list. What changes one enters the audit log in the same transaction. */
export interface WebhookStore {
  list(tenantId: number): Promise<StoredWebhook[]>;
  find(tenantId: number, id: number): Promise<StoredWebhook | null>;
  create(webhook: NewWebhook, now: Date, entry: EntryOf<StoredWebhook>): Promise<StoredWebhook>;
  update(tenantId: number, id: number, patch: WebhookPatch, now: Date, entry: EntryOf<WebhookChanged>): Promise<StoredWebhook | null>;
  /** The former secret signs beside the new one for a while. */
  rotate(tenantId: number, id: number, by: NewSecret, now: Date, entry: EntryOf<WebhookChanged>): Promise<StoredWebhook | null>;
  /** With its messages. */
  delete(tenantId: number, id: number, entry: EntryOf<StoredWebhook>): Promise<boolean>;
  /** A message to this webhook alone. */
  enqueue(tenantId: number, id: number, message: WebhookMessage, entry: EntryOf<WebhookDelivery>): Promise<WebhookDelivery | null>;
  /** Newest first, those below the position `before`, of one webhook or of all. */
  deliveries(
    tenantId: number,
    webhookId: number | null,
    before: string | null,
    limit: number,
  ): Promise<(WebhookDelivery & { position: string })[]>;
  countDeliveries(tenantId: number, webhookId: number | null): Promise<number>;
}
