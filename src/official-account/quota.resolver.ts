import { Arg, Authorized, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { ApiQuota } from "./official-account.types.js";
import type { QuotaService } from "./quota.service.js";

@Resolver(() => ApiQuota)
export class QuotaResolver {
  constructor(private readonly quotas: QuotaService) {}

  @Authorized(Role.VIEWER)
  @Query(() => ApiQuota, { description: "What WeChat says one of its interfaces still allows today. For VIEWER and up." })
  apiQuota(
    @CurrentPrincipal() principal: Principal,
    @Arg("path", () => String, { description: "The interface, like /cgi-bin/message/mass/sendall; at most 200 characters, no host." })
    path: string,
  ): Promise<ApiQuota> {
    return this.quotas.apiQuota(principal.tenantId, path);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Boolean, {
    description:
      "Sets the account's daily counters of all WeChat interfaces to zero. Ten times a calendar month, WeChat's console included; then WECHAT_API_ERROR 48006. For ADMIN.",
  })
  clearQuota(@CurrentPrincipal() principal: Principal): Promise<boolean> {
    return this.quotas.clearQuota(principal);
  }
}
