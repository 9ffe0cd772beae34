import { Arg, Authorized, ID, Mutation, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { MassSendRecord } from "./mass-send.js";
import { MassSend } from "./mass-send.types.js";
import type { RecallService } from "./recall.service.js";
import type { RetryService } from "./retry.service.js";

const SEND_ID = { description: "The send's id." };

/** What comes after a send. */
@Resolver(() => MassSend)
export class LifecycleResolver {
  constructor(
    private readonly recalls: RecallService,
    private readonly retries: RetryService,
  ) {}

  @Authorized(Role.OPERATOR)
  @Mutation(() => MassSend, {
    description:
      "A new DRAFT, without approval, for the people in batches that WeChat refused or that were never sent (`unreachedBy`). Not for those in UNKNOWN batches, and not for those whom WeChat left out of finished ones: of these it tells only totals. One retry of a send at a time: CONFLICT otherwise.",
  })
  retryMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.retries.retryMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, {
    description:
      "Takes back what was sent, with WeChat's mass/delete for each batch, in the background: the pages of articles and videos die, the cards stay in the chats. Every other send of the same article loses its page too. Texts, pictures, voice messages and cards stay: CONFLICT. The send is RECALLED when all that can be taken back was; each batch's `recall` and the send's `error` say what was not. Asked again it tries again what WeChat refused.",
  })
  recallMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.recalls.recallMassSend(principal, id);
  }
}
