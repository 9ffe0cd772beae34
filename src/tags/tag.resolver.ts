import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal, type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { TagInput } from "./tag.input.js";
import type { TagService } from "./tag.service.js";
import { Tag } from "./tag.types.js";

@Resolver(() => Tag)
export class TagResolver {
  private readonly userCounts;

  constructor(private readonly service: TagService) {
    this.userCounts = requestLoader(
      (context, tagIds: readonly number[]) => service.userCounts(requirePrincipal(context).tenantId, tagIds),
      () => 0,
    );
  }

  @Authorized(Role.VIEWER)
  @Query(() => [Tag], { description: "All tags by name, or those whose name or group contains `search`." })
  tags(
    @CurrentPrincipal() principal: Principal,
    @Arg("search", () => String, { nullable: true, description: "Part of a name or group; at most 64 characters." }) search?: string | null,
  ): Promise<Tag[]> {
    return this.service.tags(principal.tenantId, search ?? null);
  }

  @Authorized(Role.VIEWER)
  @Query(() => Tag, { nullable: true, description: "One tag." })
  tag(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, { description: "The tag's id." }) id: string): Promise<Tag> {
    return this.service.tag(principal.tenantId, id);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Tag, { description: "Makes a tag." })
  createTag(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => TagInput, { description: "The tag." }) input: TagInput,
  ): Promise<Tag> {
    return this.service.createTag(principal, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Tag, { description: "Changes a tag." })
  updateTag(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The tag's id." }) id: string,
    @Arg("input", () => TagInput, { description: "What it shall be." }) input: TagInput,
  ): Promise<Tag> {
    return this.service.updateTag(principal, id, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Boolean, {
    description:
      "Deletes a tag and takes it from all users; CONFLICT, telling by what, while a segment, another tag's rule or a mass send that has not started uses it.",
  })
  deleteTag(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, { description: "The tag's id." }) id: string): Promise<boolean> {
    return this.service.deleteTag(principal, id);
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => Int, { description: "How many users carry the tag." })
  users(@Root() tag: Tag, @Ctx() context: RequestContext): Promise<number> {
    return this.userCounts(context).load(tag.tagId);
  }
}
