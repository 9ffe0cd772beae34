import { Authorized, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { TagMirror } from "./mirror/tag-mirror.types.js";
import type { TagService } from "./tag.service.js";
import { Tag } from "./tag.types.js";

/** `Tag.mirror`. */
@Resolver(() => Tag)
export class TagMirrorResolver {
  private readonly mirrors;

  constructor(service: Pick<TagService, "mirrors">) {
    this.mirrors = requestLoader(
      (context, tagIds: readonly number[]) => service.mirrors(requirePrincipal(context).tenantId, tagIds),
      (): TagMirror | null => null,
    );
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => TagMirror, { nullable: true, description: "How the tag stands at WeChat; null where it is not mirrored." })
  mirror(@Root() tag: Tag, @Ctx() context: RequestContext): Promise<TagMirror | null> {
    return this.mirrors(context).load(tag.tagId);
  }
}
