import { Field, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "../graphql/pagination.js";
import { WebhookDeliveryStatus, WebhookEvent, WebhookStatus } from "./webhook.enums.js";

@ObjectType({ description: "An address that is told what happens, by signed POSTs (standardwebhooks.com)." })
export class Webhook {
  @Field(() => ID, { description: "The webhook." })
  id!: number;

  @Field(() => String, { description: "Where messages are posted to." })
  url!: string;

  @Field(() => [WebhookEvent], { description: "What it is told of." })
  events!: WebhookEvent[];

  @Field(() => WebhookStatus, { description: "Whether it is told." })
  status!: WebhookStatus;

  @Field(() => String, { nullable: true, description: "Why it was stopped; null unless STOPPED." })
  reason!: string | null;

  @Field(() => Date, { nullable: true, description: "Since when every try has failed; null after a success." })
  failingSince!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "What messages are signed with (`whsec_…`); shown once, when it is made or rotated.",
  })
  secret!: string | null;

  @Field(() => Date, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => Date, { description: "When an operator last changed it." })
  updatedAt!: Date;
}

@ObjectType({ description: "One message to one webhook. Kept for 30 days." })
export class WebhookDelivery {
  @Field(() => ID, { description: "The message's `webhook-id`, the same for each try." })
  id!: string;

  @Field(() => ID, { description: "The webhook." })
  webhookId!: number;

  @Field(() => String, { description: "The message's `type`." })
  event!: string;

  @Field(() => String, { description: "The body, byte for byte as it is signed." })
  body!: string;

  @Field(() => WebhookDeliveryStatus, { description: "What became of it." })
  status!: WebhookDeliveryStatus;

  @Field(() => Int, { description: "Tries made." })
  attempts!: number;

  @Field(() => Int, { nullable: true, description: "HTTP status of the last answer; null where there was none." })
  responseStatus!: number | null;

  @Field(() => String, { nullable: true, description: "What went wrong with the last try; null after a success." })
  error!: string | null;

  @Field(() => Date, { description: "When what it tells happened." })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: "When it is tried next; null when that is over." })
  nextAttemptAt!: Date | null;

  @Field(() => Date, { nullable: true, description: "When it was delivered or given up." })
  finishedAt!: Date | null;
}

export const WebhookDeliveryConnection = connectionOf(() => WebhookDelivery, "WebhookDelivery");
