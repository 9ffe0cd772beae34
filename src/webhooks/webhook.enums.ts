import { registerEnumType } from "type-graphql";

/** What a webhook may be told of. The values are the `type` of the message; the database's triggers make them of statuses. */
export enum WebhookEvent {
  MASS_SEND_SCHEDULED = "mass_send.scheduled",
  MASS_SEND_STARTED = "mass_send.preparing",
  MASS_SEND_SENDING = "mass_send.sending",
  MASS_SEND_PAUSED = "mass_send.paused",
  MASS_SEND_AWAITING_RESULTS = "mass_send.awaiting_results",
  MASS_SEND_NEEDS_ATTENTION = "mass_send.needs_attention",
  MASS_SEND_COMPLETED = "mass_send.completed",
  MASS_SEND_FAILED = "mass_send.failed",
  MASS_SEND_CANCELLED = "mass_send.cancelled",
  MASS_SEND_RECALLED = "mass_send.recalled",
  TAG_JOB_SUCCEEDED = "tag_job.succeeded",
  TAG_JOB_FAILED = "tag_job.failed",
}

registerEnumType(WebhookEvent, {
  name: "WebhookEvent",
  description: "What a webhook may be told of; the message's `type` stands beside each.",
  valuesConfig: {
    MASS_SEND_SCHEDULED: { description: "`mass_send.scheduled`: it will start by itself." },
    MASS_SEND_STARTED: { description: "`mass_send.preparing`: started; its audience is frozen, no call is made yet." },
    MASS_SEND_SENDING: { description: "`mass_send.sending`: batches go out, for the first time or again after a pause." },
    MASS_SEND_PAUSED: { description: "`mass_send.paused`: stopped by an operator, or by itself." },
    MASS_SEND_AWAITING_RESULTS: { description: "`mass_send.awaiting_results`: WeChat has all it was given." },
    MASS_SEND_NEEDS_ATTENTION: { description: "`mass_send.needs_attention`: an operator has to decide about UNKNOWN batches." },
    MASS_SEND_COMPLETED: { description: "`mass_send.completed`" },
    MASS_SEND_FAILED: { description: "`mass_send.failed`" },
    MASS_SEND_CANCELLED: { description: "`mass_send.cancelled`" },
    MASS_SEND_RECALLED: { description: "`mass_send.recalled`: all that could be taken back was." },
    TAG_JOB_SUCCEEDED: { description: "`tag_job.succeeded`" },
    TAG_JOB_FAILED: { description: "`tag_job.failed`" },
  },
});

/** Of the message that `sendTestWebhook` sends; nobody needs to ask for it. */
export const TEST_EVENT = "webhook.test";

export enum WebhookStatus {
  ENABLED = "ENABLED",
  DISABLED = "DISABLED",
  STOPPED = "STOPPED",
}

registerEnumType(WebhookStatus, {
  name: "WebhookStatus",
  description: "Whether a webhook is told.",
  valuesConfig: {
    ENABLED: { description: "It is told." },
    DISABLED: { description: "An operator turned it off: nothing is kept for it." },
    STOPPED: { description: "It failed too long, see `reason`. Messages are kept for 30 days, and go out when it is enabled again." },
  },
});

export enum WebhookDeliveryStatus {
  PENDING = "PENDING",
  DELIVERED = "DELIVERED",
  FAILED = "FAILED",
}

registerEnumType(WebhookDeliveryStatus, {
  name: "WebhookDeliveryStatus",
  description: "What became of a message.",
  valuesConfig: {
    PENDING: { description: "Not answered with 2xx yet; tried (again) at `nextAttemptAt`." },
    DELIVERED: { description: "Answered with 2xx." },
    FAILED: { description: "Given up after the last of the tries." },
  },
});
