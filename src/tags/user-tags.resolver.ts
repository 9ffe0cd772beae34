import { Authorized, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { User } from "../users/index.js";
import type { TagService } from "./tag.service.js";
import { Tag } from "./tag.types.js";

/** `User.tags`, added from here so that users/ need not know tags/. */
@Resolver(() => User)
export class UserTagsResolver {
  private readonly tagsOf;

  constructor(service: Pick<TagService, "tagsOfUsers">) {
    this.tagsOf = requestLoader(
      (context, userIds: readonly number[]) => service.tagsOfUsers(requirePrincipal(context).tenantId, userIds),
      (): Tag[] => [],
    );
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => [Tag], { description: "The user's tags." })
  tags(@Root() user: User, @Ctx() context: RequestContext): Promise<Tag[]> {
    return this.tagsOf(context).load(user.userId);
  }
}
