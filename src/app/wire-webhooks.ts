import { HttpWebhookSender } from "../webhooks/adapters/http-webhook-sender.js";
import { PostgresDeliveries } from "../webhooks/adapters/postgres-deliveries.js";
import { PostgresWebhookStore } from "../webhooks/adapters/postgres-webhook-store.js";
import { COURIER_FORGET_MS, COURIER_ROUND_MS, WebhookCourier, WebhookService } from "../webhooks/index.js";
import { WebhookResolver } from "../webhooks/webhook.resolver.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

export interface WebhookParts extends Worker {
  resolvers: object[];
}

export function wireWebhooks({ database, logger, clock, accounts, options, does }: Core): WebhookParts {
  const { sealer, webhookAllowedNetworks: allowedNetworks } = options;
  const sender = new HttpWebhookSender({ allowedNetworks });
  const courier = new WebhookCourier(new PostgresDeliveries(database, sealer), sender, clock, logger);
  const rounds = repeatedly(COURIER_ROUND_MS, "a round of webhooks", () => courier.round(), logger);
  const forgetting = repeatedly(COURIER_FORGET_MS, "the forgetting of old webhook messages", () => courier.forget(), logger);
  const store = new PostgresWebhookStore(database, sealer, accounts.auditIn);
  const service = new WebhookService({ store, clock, plainHttp: allowedNetworks.length > 0 });
  return {
    resolvers: [new WebhookResolver(service)],
    start: async () => {
      if (!does("webhooks")) return;
      rounds.start();
      forgetting.start();
    },
    stop: async () => {
      courier.stop();
      await rounds.stop();
      await forgetting.stop();
      await sender.close();
    },
  };
}
