import { Authorized, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import type { Position } from "./location-store.port.js";
import { seesPersonalData } from "./personal-data.js";
import { User } from "./user.types.js";
import { UserLocation, userLocationOf } from "./user-location.types.js";
import type { UserLocations } from "./user-locations.js";

@Resolver(() => User)
export class UserLocationResolver {
  private readonly positionOf;

  constructor(locations: Pick<UserLocations, "newest">) {
    this.positionOf = requestLoader(
      (context, userIds: readonly number[]): Promise<Map<number, Position | null>> =>
        locations.newest(requirePrincipal(context).tenantId, userIds),
      (): Position | null => null,
    );
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => UserLocation, {
    nullable: true,
    description:
      "The last known position. Null where none is known or it is 60 days old, and for operators who may not see personal data: a position cannot be masked.",
  })
  async location(@Root() user: User, @Ctx() context: RequestContext): Promise<UserLocation | null> {
    if (!seesPersonalData(requirePrincipal(context).role)) return null;
    const position = await this.positionOf(context).load(user.userId);
    return position && userLocationOf(position);
  }
}
