import { Arg, Authorized, ID, Int, Resolver, Root, Subscription } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { MassSendProgress } from "./mass-send.types.js";
import type { MassSendProgressHub } from "./progress-hub.js";

/**
 * The resolver class over one `hub`. A function, since TypeGraphQL's `subscribe` option is evaluated with the class and sees no
 * instance; made once for each app, and instantiated without arguments.
 */
export function massSendProgressResolver(hub: Pick<MassSendProgressHub, "follow">): new () => object {
  @Resolver()
  class MassSendProgressResolver {
    @Authorized(Role.VIEWER)
    @Subscription(() => MassSendProgress, {
      description:
        "First the present state, then every change, coalesced to at most 5 a second; completes after a final status. `after` resumes from a seq with no gap.",
      subscribe: ({ args, context }) => {
        const { tenantId } = requirePrincipal(context as RequestContext);
        return hub.follow(tenantId, String(args.id), typeof args.after === "number" ? args.after : null);
      },
    })
    massSendProgress(
      @Root() state: MassSendProgress,
      @Arg("id", () => ID, { description: "The send." }) _id: string,
      @Arg("after", () => Int, { nullable: true, description: "The last seq seen: every state after it is given, none left out." })
      _after?: number | null,
    ): MassSendProgress {
      return state;
    }
  }
  return MassSendProgressResolver;
}
