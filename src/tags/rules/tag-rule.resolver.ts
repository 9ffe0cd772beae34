import { Authorized, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { AudienceRule } from "../../audiences/index.js";
import { type RequestContext, requirePrincipal } from "../../graphql/context.js";
import { requestLoader } from "../../graphql/request-loader.js";
import { Role } from "../../graphql/roles.js";
import type { TagService } from "../tag.service.js";
import { Tag } from "../tag.types.js";

/** `Tag.rule`. */
@Resolver(() => Tag)
export class TagRuleResolver {
  private readonly rules;

  constructor(service: Pick<TagService, "rules">) {
    this.rules = requestLoader(
      async (context, tagIds: readonly number[]): Promise<Map<number, AudienceRule | null>> =>
        service.rules(requirePrincipal(context).tenantId, tagIds),
      (): AudienceRule | null => null,
    );
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => AudienceRule, {
    nullable: true,
    description: "Whom the tag follows: its users are kept to be exactly these. Null for a tag that is given and taken by hand.",
  })
  async rule(@Root() tag: Tag, @Ctx() context: RequestContext): Promise<AudienceRule | null> {
    return tag.followsRule ? this.rules(context).load(tag.tagId) : null;
  }
}
