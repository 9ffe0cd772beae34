import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Info, Int, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { selectedFields } from "../graphql/selected-fields.js";
import { AudienceInput } from "./audience.input.js";
import type { PreviewService } from "./preview.service.js";
import { TagPreview } from "./preview.types.js";

@Resolver(() => TagPreview)
export class PreviewResolver {
  constructor(private readonly previews: PreviewService) {}

  @Authorized(Role.VIEWER)
  @Query(() => TagPreview, {
    description:
      "标签预览: how many users an audience holds, how many of them a mass send can reach, and a sample of them, before anything is saved.",
  })
  tagPreview(
    @CurrentPrincipal() principal: Principal,
    @Arg("audience", () => AudienceInput, { description: "Whom to look at." }) audience: AudienceInput,
    @Info() info: GraphQLResolveInfo,
    @Arg("sampleSize", () => Int, { nullable: true, defaultValue: 20, description: "Users in `sample`, 0 to 100." })
    sampleSize?: number | null,
  ): Promise<TagPreview> {
    return this.previews.preview(principal.tenantId, audience, sampleSize ?? 20, selectedFields(info, []));
  }
}
