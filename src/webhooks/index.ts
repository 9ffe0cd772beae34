export { COURIER_FORGET_MS, COURIER_ROUND_MS, WebhookCourier } from "./delivery/courier.js";
export type { DeliveryQueue, DueMessage, Outcome, WebhookSender } from "./delivery/delivery.port.js";
export { WebhookService, type WebhookServiceParts } from "./webhook.service.js";
