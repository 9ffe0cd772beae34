import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal, type RequestContext } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { Operator, Tenant } from "./account.types.js";
import type { LoginService } from "./login.service.js";
import type { OperatorsService } from "./operators.service.js";
import { Session } from "./session.types.js";
import type { TenantsService } from "./tenants.service.js";

@Resolver()
export class SessionResolver {
  constructor(
    private readonly logins: LoginService,
    private readonly operators: OperatorsService,
    private readonly tenants: TenantsService,
  ) {}

  @Mutation(() => Session, { description: "Signs an operator in. After 10 failures in 15 minutes QUOTA_EXCEEDED, with `retryAt`." })
  login(
    @Arg("username", () => String, { description: "The operator's username." }) username: string,
    @Arg("password", () => String, { description: "The operator's password." }) password: string,
    @Ctx() context: RequestContext,
  ): Promise<Session> {
    return this.logins.login(username, password, context.ip);
  }

  @Authorized(Role.VIEWER)
  @Mutation(() => Boolean, { description: "Ends the session the request was sent with; false for an API key, which has none." })
  logout(@CurrentPrincipal() principal: Principal, @Ctx() context: RequestContext): Promise<boolean> {
    return this.logins.logout(principal, context.token);
  }

  @Authorized(Role.VIEWER)
  @Query(() => Operator, { description: "Who is asking. An API key answers as itself, with id 0." })
  me(@CurrentPrincipal() principal: Principal): Promise<Operator> {
    return this.operators.me(principal);
  }

  @Authorized(Role.VIEWER)
  @Query(() => Tenant, { description: "The brand and Official Account that whoever asks belongs to." })
  tenant(@CurrentPrincipal() principal: Principal): Promise<Tenant> {
    return this.tenants.tenant(principal.tenantId);
  }
}
