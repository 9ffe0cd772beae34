import { Arg, Authorized, ID, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { Operator } from "./account.types.js";
import type { OperatorsService } from "./operators.service.js";

@Resolver()
export class OperatorResolver {
  constructor(private readonly service: OperatorsService) {}

  @Authorized(Role.ADMIN)
  @Query(() => [Operator], { description: "All operators of the tenant, disabled ones too, oldest first." })
  operators(@CurrentPrincipal() principal: Principal): Promise<Operator[]> {
    return this.service.list(principal.tenantId);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Operator, {
    description: "Adds an operator. CONFLICT when the username is taken; usernames are unique over all tenants.",
  })
  createOperator(
    @CurrentPrincipal() principal: Principal,
    @Arg("username", () => String, { description: "1 to 64 letters, digits or . _ @ -" }) username: string,
    @Arg("password", () => String, { description: "8 to 256 characters." }) password: string,
    @Arg("role", () => Role, { description: "What the operator may do." }) role: Role,
  ): Promise<Operator> {
    return this.service.create(principal.tenantId, { username, password, role }, principal.name);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Operator, {
    description:
      "Changes what is given and leaves the rest. A new role or password, or disabling, ends the operator's sessions. CONFLICT where no enabled admin would be left.",
  })
  updateOperator(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The operator's id." }) id: string,
    @Arg("role", () => Role, { nullable: true, description: "The new role." }) role?: Role | null,
    @Arg("password", () => String, { nullable: true, description: "The new password, 8 to 256 characters." }) password?: string | null,
    @Arg("disabled", () => Boolean, { nullable: true, description: "Whether signing in is switched off." }) disabled?: boolean | null,
  ): Promise<Operator> {
    return this.service.update(principal, id, { role, password, disabled });
  }
}
