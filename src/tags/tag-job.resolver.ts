import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal, type RequestContext, requirePrincipal } from "../graphql/context.js";
import { type Connection, connectionOf } from "../graphql/pagination.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { TagUsersInput } from "./tag.input.js";
import type { TagService } from "./tag.service.js";
import { Tag, TagJob, TagJobKind } from "./tag.types.js";
import type { TagJobService } from "./tag-job.service.js";

const TagJobConnection = connectionOf(() => TagJob, "TagJob");

@Resolver(() => TagJob)
export class TagJobResolver {
  private readonly tagOf;

  constructor(
    private readonly service: TagJobService,
    tags: Pick<TagService, "tagsByIds">,
  ) {
    this.tagOf = requestLoader(
      async (context, ids: readonly number[]) => {
        const found = await tags.tagsByIds(requirePrincipal(context).tenantId, ids);
        return new Map<number, Tag | null>(found.map((tag) => [tag.tagId, tag]));
      },
      (): Tag | null => null,
    );
  }

  @Authorized(Role.VIEWER)
  @Query(() => TagJob, { nullable: true, description: "One tag job." })
  tagJob(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, { description: "The job's id." }) id: string): Promise<TagJob> {
    return this.service.tagJob(principal.tenantId, id);
  }

  @Authorized(Role.VIEWER)
  @Query(() => TagJobConnection, { description: "Tag jobs, newest first." })
  tagJobs(
    @CurrentPrincipal() principal: Principal,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<TagJob>> {
    return this.service.tagJobs(principal.tenantId, { first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => TagJob, {
    description:
      "打标签: adds tags to everyone in the audience. Returns at once; the work runs in the workers. The same idempotencyKey returns the same job.",
  })
  tagUsers(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => TagUsersInput, { description: "Tags and users." }) input: TagUsersInput,
  ): Promise<TagJob> {
    return this.service.start(principal, TagJobKind.TAG, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => TagJob, { description: "Removes tags from everyone in the audience, in the same way." })
  untagUsers(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => TagUsersInput, { description: "Tags and users." }) input: TagUsersInput,
  ): Promise<TagJob> {
    return this.service.start(principal, TagJobKind.UNTAG, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => TagJob, {
    description:
      "Takes back exactly what the job changed, no more: who got a tag by it loses the tag, who lost one gets it back. Left alone are users whose tag somebody changed since, unless that was itself taken back: so jobs can be undone from the last to the first. The answer is a job of kind UNDO; asked again, the same one, and undoing that one makes the changes again. A job that still runs is a CONFLICT, and so is one older than 90 days, or whose tags were all deleted.",
  })
  undoTagJob(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The job to take back." }) id: string,
  ): Promise<TagJob> {
    return this.service.undo(principal, id);
  }

  @Authorized(Role.VIEWER)
  @FieldResolver(() => [Tag], { description: "The tags added or removed, without those deleted since." })
  async tags(@Root() job: TagJob, @Ctx() context: RequestContext): Promise<Tag[]> {
    const tags = await Promise.all(job.tagIds.map((id) => this.tagOf(context).load(id)));
    return tags.filter((tag) => tag !== null);
  }
}
