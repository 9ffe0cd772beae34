import { Authorized, FieldResolver, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { maskIdentityCard, seesPersonalData } from "./personal-data.js";
import { UserInfo } from "./user.types.js";
import type { IdentityCards } from "./user-store.port.js";

@Resolver(() => UserInfo)
export class UserInfoResolver {
  constructor(private readonly cards: IdentityCards) {}

  @Authorized(Role.VIEWER)
  @FieldResolver(() => String, { nullable: true, description: "Identity card number, masked unless the operator may see personal data." })
  identityCard(@Root() info: UserInfo, @CurrentPrincipal() principal: Principal): string | null {
    if (info.identityCardSealed === null) return null;
    const card = this.cards.open(info.identityCardSealed);
    return seesPersonalData(principal.role) ? card : maskIdentityCard(card);
  }
}
