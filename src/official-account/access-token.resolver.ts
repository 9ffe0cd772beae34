import { Arg, Authorized, Int, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { AccessTokenService } from "./access-token.service.js";
import { AccessTokenStatus } from "./official-account.types.js";

@Resolver(() => AccessTokenStatus)
export class AccessTokenResolver {
  constructor(private readonly tokens: AccessTokenService) {}

  @Authorized(Role.VIEWER)
  @Query(() => AccessTokenStatus, {
    description: "The token Tagcast calls WeChat with: its state, never itself. Where there is none yet, one is got. For VIEWER and up.",
  })
  accessToken(@CurrentPrincipal() principal: Principal): Promise<AccessTokenStatus> {
    return this.tokens.status(principal.tenantId);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => AccessTokenStatus, {
    description:
      "Asks WeChat for a token now; until the last five minutes it gives the same one again. For ADMIN. QUOTA_EXCEEDED once the day's 20 forced refreshes are used up.",
  })
  refreshAccessToken(
    @CurrentPrincipal() principal: Principal,
    @Arg("force", () => Boolean, {
      nullable: true,
      defaultValue: false,
      description:
        "Makes the present token invalid at once, for everybody who uses it, and gets another. WeChat allows it 20 times a day, and within 30 seconds of the last gives the same token.",
    })
    force: boolean | null,
  ): Promise<AccessTokenStatus> {
    return this.tokens.refresh(principal, force ?? false);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => AccessTokenStatus, {
    description:
      "Uses this token until it expires or WeChat refuses it, then Tagcast gets its own again. It is tried at WeChat first: one that is refused, or another account's, is BAD_USER_INPUT, and nothing changes. For ADMIN.",
  })
  replaceAccessToken(
    @CurrentPrincipal() principal: Principal,
    @Arg("token", () => String, { description: "The token, 32 to 512 characters; it is shown and logged nowhere." }) token: string,
    @Arg("expiresInSeconds", () => Int, { description: "How long it is good for, 60 to 7200." }) expiresInSeconds: number,
  ): Promise<AccessTokenStatus> {
    return this.tokens.replace(principal, token, expiresInSeconds);
  }
}
