import { Arg, Authorized, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import type { Connection } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import { WebhookEvent } from "./webhook.enums.js";
import type { WebhookService } from "./webhook.service.js";
import { Webhook, WebhookDelivery, WebhookDeliveryConnection } from "./webhook.types.js";

const ID_OF = { description: "The webhook's id." };
const URL_OF = "Where to post to: https://…, which must not resolve to a private address.";

@Resolver()
export class WebhookResolver {
  constructor(private readonly service: WebhookService) {}

  @Authorized(Role.ADMIN)
  @Query(() => [Webhook], { description: "All webhooks, oldest first." })
  webhooks(@CurrentPrincipal() principal: Principal): Promise<Webhook[]> {
    return this.service.list(principal.tenantId);
  }

  @Authorized(Role.ADMIN)
  @Query(() => WebhookDeliveryConnection, { description: "Messages of the last 30 days, newest first." })
  webhookDeliveries(
    @CurrentPrincipal() principal: Principal,
    @Arg("webhookId", () => ID, { nullable: true, description: "Only those to this webhook." }) webhookId?: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<WebhookDelivery>> {
    return this.service.deliveries(principal.tenantId, { webhookId: webhookId ?? null, first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Webhook, {
    description:
      "Has an address told of events, by POSTs signed as standardwebhooks.com says. `secret` is shown this once. A message goes out at least once, in any order: `webhook-id` tells repeats, `data.seq` the order.",
  })
  createWebhook(
    @CurrentPrincipal() principal: Principal,
    @Arg("url", () => String, { description: URL_OF }) url: string,
    @Arg("events", () => [WebhookEvent], { description: "What it is told of." }) events: WebhookEvent[],
  ): Promise<Webhook> {
    return this.service.create(principal, url, events);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Webhook, { description: "Changes what is given; enabling a webhook also lets the messages kept for it go out." })
  updateWebhook(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, ID_OF) id: string,
    @Arg("url", () => String, { nullable: true, description: URL_OF }) url?: string | null,
    @Arg("events", () => [WebhookEvent], { nullable: true, description: "What it is told of from now on." }) events?: WebhookEvent[] | null,
    @Arg("enabled", () => Boolean, { nullable: true, description: "Whether it is told." }) enabled?: boolean | null,
  ): Promise<Webhook> {
    return this.service.update(principal, id, { url: url ?? null, events: events ?? null, enabled: enabled ?? null });
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Webhook, { description: "A new `secret`, shown this once; for a day messages are signed with the former one too." })
  rotateWebhookSecret(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, ID_OF) id: string): Promise<Webhook> {
    return this.service.rotate(principal, id);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Boolean, { description: "Ends a webhook and forgets its messages." })
  deleteWebhook(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, ID_OF) id: string): Promise<boolean> {
    return this.service.delete(principal, id);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => WebhookDelivery, { description: "Sends a message of the type `webhook.test`; `webhookDeliveries` says what came of it." })
  sendTestWebhook(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, ID_OF) id: string): Promise<WebhookDelivery> {
    return this.service.sendTest(principal, id);
  }
}
