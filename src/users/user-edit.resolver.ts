import { Arg, Authorized, ID, Int, Mutation, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { BlacklistService } from "./blacklist.service.js";
import { UserUpdateInput } from "./user.input.js";
import { User } from "./user.types.js";
import type { UserEditService } from "./user-edit.service.js";

@Resolver(() => User)
export class UserEditResolver {
  constructor(
    private readonly edits: UserEditService,
    private readonly blacklists: BlacklistService,
  ) {}

  @Authorized(Role.ADMIN)
  @Mutation(() => User, { description: "Changes what is known of a user. For ADMIN, since names and phones are personal data." })
  updateUser(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "`user_id`." }) id: string,
    @Arg("input", () => UserUpdateInput, { description: "What changes." }) input: UserUpdateInput,
  ): Promise<User> {
    return this.edits.update(principal, id, input);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => Int, {
    description:
      "Puts users on the blacklist, WeChat's and Tagcast's in step: no mass send reaches them. Gives how many were not on it before; repeating is harmless. For APPROVER, who decides whom sends reach.",
  })
  blacklistUsers(
    @CurrentPrincipal() principal: Principal,
    @Arg("ids", () => [ID], { description: "At most 1,000 users." }) ids: string[],
  ): Promise<number> {
    return this.blacklists.blacklist(principal, ids);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => Int, { description: "Takes users off the blacklist, WeChat's and Tagcast's in step. Gives how many were on it." })
  unblacklistUsers(
    @CurrentPrincipal() principal: Principal,
    @Arg("ids", () => [ID], { description: "At most 1,000 users." }) ids: string[],
  ): Promise<number> {
    return this.blacklists.unblacklist(principal, ids);
  }
}
