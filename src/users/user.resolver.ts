import { Arg, Authorized, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { type AudienceChecker, AudienceInput } from "../audiences/index.js";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { type Connection, connectionOf } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import { maskPhone, seesPersonalData } from "./personal-data.js";
import type { UserService } from "./user.service.js";
import { User } from "./user.types.js";

const UserConnection = connectionOf(() => User, "User");

@Resolver(() => User)
export class UserResolver {
  constructor(
    private readonly service: UserService,
    private readonly audiences: AudienceChecker,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => User, { nullable: true, description: "One user, by exactly one of `id` and `openid`." })
  user(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { nullable: true, description: "`user_id`." }) id?: string | null,
    @Arg("openid", () => String, { nullable: true, description: "The person's id at the Official Account." }) openid?: string | null,
  ): Promise<User> {
    return this.service.user(principal.tenantId, { id: id ?? null, openid: openid ?? null });
  }

  @Authorized(Role.VIEWER)
  @Query(() => UserConnection, {
    description:
      "`search` finds a phone (whole or its last four digits), an openid, unionid or user id, or part of a nickname or real name; for operators who may see personal data also a whole identity number of 15 or 18 characters, in either form. To all others such a number finds nobody, whether somebody has it or not.",
  })
  async users(
    @CurrentPrincipal() principal: Principal,
    @Arg("audience", () => AudienceInput, { nullable: true, description: "Only users in this audience." }) input?: AudienceInput | null,
    @Arg("search", () => String, { nullable: true, description: "Only users this finds; 1 to 64 characters." }) search?: string | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<User>> {
    const audience = input ? await this.audiences.read(principal.tenantId, input) : null;
    return this.service.users(principal.tenantId, {
      ...{ audience, search: search ?? null, first: first ?? 20, after: after ?? null },
      seesPersonalData: seesPersonalData(principal.role),
    });
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => String, {
    nullable: true,
    description: "Phone number, masked (138****0000) unless the operator may see personal data.",
  })
  phone(@Root() user: User, @CurrentPrincipal() principal: Principal): string | null {
    if (user.rawPhone === null) return null;
    return seesPersonalData(principal.role) ? user.rawPhone : maskPhone(user.rawPhone);
  }
}
