import { Arg, Authorized, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { ApprovalService } from "./approval/approval.service.js";
import { LatePolicy } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import { MassSend, MassSendApproval } from "./mass-send.types.js";
import type { ScheduleService } from "./schedule/schedule.service.js";

const SEND_ID = { description: "The send's id." };
const POLICY = {
  nullable: true,
  defaultValue: LatePolicy.SEND_WITHIN_15_MINUTES,
  description: "What becomes of that moment if nobody runs then.",
};

/** What releases a send: an approval, a moment. */
@Resolver(() => MassSend)
export class ReleaseResolver {
  constructor(
    private readonly approvals: ApprovalService,
    private readonly schedules: ScheduleService,
  ) {}

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, {
    description:
      "Approves the content and the audience as they are now, and about as many people as it reaches now. Any edit voids it. FORBIDDEN for who wrote it, unless the tenant allows that.",
  })
  approveMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.approvals.approveMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, {
    description:
      "Gives a draft back to its author, with who did it and why in `error`. An approval is void, and a SCHEDULED one becomes a DRAFT again.",
  })
  rejectMassSend(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, SEND_ID) id: string,
    @Arg("reason", () => String, { description: "What to change, 1 to 200 characters." }) reason: string,
  ): Promise<MassSendRecord> {
    return this.approvals.rejectMassSend(principal, id, reason);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, {
    description:
      "Lets a draft start by itself, with whomever its audience holds at that moment; a SCHEDULED one, at another moment. What no longer may go out then is a DRAFT again, with the reason in `error`.",
  })
  scheduleMassSend(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, SEND_ID) id: string,
    @Arg("at", () => Date, { description: "The moment, with its offset; in the future, at most a year away." }) at: Date,
    @Arg("ifLate", () => LatePolicy, POLICY) ifLate?: LatePolicy | null,
  ): Promise<MassSendRecord> {
    return this.schedules.scheduleMassSend(principal, id, at, ifLate ?? LatePolicy.SEND_WITHIN_15_MINUTES);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, { description: "Makes a SCHEDULED send a DRAFT again; an approval stays." })
  unscheduleMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.schedules.unscheduleMassSend(principal, id);
  }

  @FieldResolver(() => MassSendApproval, { nullable: true, description: "What `approvedBy` approved; null while nobody has." })
  approval(@Root() { approval }: MassSendRecord): MassSendApproval | null {
    if (approval === null) return null;
    const { at, count, min, max } = approval;
    return { at: new Date(at), count, min, max };
  }
}
