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

/** Webhooks of another tenant are not there: null, false, or an empty list. */
export interface WebhookStore {
  list(tenantId: number): Promise<StoredWebhook[]>;
  find(tenantId: number, id: number): Promise<StoredWebhook | null>;
  create(webhook: NewWebhook, now: Date): Promise<StoredWebhook>;
  update(tenantId: number, id: number, patch: WebhookPatch, now: Date): Promise<StoredWebhook | null>;
  /** The former secret signs beside the new one for `overlapMs`. */
  rotate(tenantId: number, id: number, secret: string, overlapMs: number, now: Date): Promise<StoredWebhook | null>;
  /** With its messages. */
  delete(tenantId: number, id: number): Promise<boolean>;
  /** A message of type `event` to this webhook alone. */
  enqueue(tenantId: number, id: number, event: string, data: object): Promise<WebhookDelivery | null>;
  /** Newest first, those below the position `before`, of one webhook or of all. */
  deliveries(
    tenantId: number,
    webhookId: number | null,
    before: string | null,
    limit: number,
  ): Promise<(WebhookDelivery & { position: string })[]>;
  countDeliveries(tenantId: number, webhookId: number | null): Promise<number>;
}
