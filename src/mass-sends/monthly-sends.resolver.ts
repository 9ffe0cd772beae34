import { Authorized, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { User } from "../users/index.js";
import type { DeliveryLedger } from "./ledger/delivery-ledger.js";

/** `User.massSendsThisMonth`, added from here so that users/ need not know mass-sends/. */
@Resolver(() => User)
export class MonthlySendsResolver {
  private readonly sendsOf;

  constructor(ledger: Pick<DeliveryLedger, "sendsThisMonth">) {
    this.sendsOf = requestLoader(
      (context, ordinals: readonly number[]) => ledger.sendsThisMonth(requirePrincipal(context).tenantId, ordinals),
      () => 0,
    );
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => Int, {
    description:
      "Mass sends of this calendar month (Asia/Shanghai) that WeChat accepted with this user among the recipients. Sends from WeChat's own console are not known here; and WeChat, which tells totals only, may have left the user out of one.",
  })
  massSendsThisMonth(@Root() user: User, @Ctx() context: RequestContext): Promise<number> {
    return this.sendsOf(context).load(user.ordinal);
  }
}
