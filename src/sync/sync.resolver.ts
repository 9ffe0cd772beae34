import { Arg, Authorized, ID, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { SyncService } from "./sync.service.js";
import { SyncJob } from "./sync.types.js";

@Resolver(() => SyncJob)
export class SyncResolver {
  constructor(private readonly service: SyncService) {}

  @Authorized(Role.OPERATOR)
  @Mutation(() => SyncJob, {
    description:
      "Pulls followers, their profiles, tags and blacklist from WeChat, then pushes mirrored tags back, in the background. One run at a time: while one is under way, that one is given; one that waits for its quota tries again at once.",
  })
  syncFromWeChat(@CurrentPrincipal() principal: Principal): Promise<SyncJob> {
    return this.service.start(principal);
  }

  @Authorized(Role.VIEWER)
  @Query(() => SyncJob, { nullable: true, description: "One run of syncFromWeChat or syncMaterials: how far it is." })
  syncJob(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, { description: "The job's id." }) id: string): Promise<SyncJob> {
    return this.service.syncJob(principal.tenantId, id);
  }
}
