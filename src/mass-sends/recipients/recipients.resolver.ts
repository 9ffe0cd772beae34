import { Arg, Authorized, ID, Int, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../../graphql/context.js";
import type { Connection } from "../../graphql/pagination.js";
import { Role } from "../../graphql/roles.js";
import type { RecipientsService } from "./recipients.service.js";
import { type MassSendRecipient, MassSendRecipientConnection } from "./recipients.types.js";

@Resolver()
export class RecipientsResolver {
  constructor(private readonly recipients: RecipientsService) {}

  @Authorized(Role.VIEWER)
  @Query(() => MassSendRecipientConnection, {
    description: "Who was in the send's frozen audience, with each one's batch and fate. Nobody before the start.",
  })
  massSendRecipients(
    @CurrentPrincipal() { tenantId }: Principal,
    @Arg("id", () => ID, { description: "The send." }) id: string,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<MassSendRecipient>> {
    return this.recipients.recipients(tenantId, id, { first: first ?? 50, after: after ?? null });
  }
}
