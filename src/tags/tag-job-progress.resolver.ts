import { Arg, Authorized, ID, Resolver, Root, Subscription } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { TagJob } from "./tag.types.js";
import type { TagJobProgress } from "./tag-job-progress.js";

/**
 * The resolver class over one `progress`. A function, since TypeGraphQL's `subscribe` option is evaluated with the class and
 * sees no instance; made once for each app, and instantiated without arguments.
 */
export function tagJobProgressResolver(progress: Pick<TagJobProgress, "follow">): new () => object {
  @Resolver()
  class TagJobProgressResolver {
    @Authorized(Role.VIEWER)
    @Subscription(() => TagJob, {
      description:
        "First the job's present state, then every change, coalesced to at most 5 a second; completes after SUCCEEDED or FAILED.",
      subscribe: ({ args, context }) => progress.follow(requirePrincipal(context as RequestContext).tenantId, String(args.id)),
    })
    tagJobProgress(@Root() job: TagJob, @Arg("id", () => ID, { description: "The job's id." }) _id: string): TagJob {
      return job;
    }
  }
  return TagJobProgressResolver;
}
