import { Arg, Authorized, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { type Connection, connectionOf } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import { maskPhone } from "../users/index.js";
import type { DeletionService } from "./deletion.service.js";
import { DeletionRequest } from "./deletion.types.js";

const DeletionRequestConnection = connectionOf(() => DeletionRequest, "DeletionRequest");

@Resolver(() => DeletionRequest)
export class DeletionResolver {
  constructor(private readonly service: DeletionService) {}

  @Authorized(Role.ADMIN)
  @Query(() => DeletionRequestConnection, { description: "Requests to delete somebody's data, newest first." })
  deletionRequests(
    @CurrentPrincipal() principal: Principal,
    @Arg("processed", () => Boolean, { nullable: true, description: "Only those done, or only those still open." })
    processed?: boolean | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<DeletionRequest>> {
    return this.service.requests(principal.tenantId, { processed: processed ?? null, first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => DeletionRequest, {
    description:
      "Enters a person's wish to be deleted; nothing is deleted yet. Asked again it gives the open request, or that of a person who is wiped already.",
  })
  requestUserDeletion(
    @CurrentPrincipal() principal: Principal,
    @Arg("userId", () => ID, { description: "Whose data is to be deleted." }) userId: string,
  ): Promise<DeletionRequest> {
    return this.service.request(principal, userId);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => DeletionRequest, {
    description:
      "Wipes the person's data everywhere (database, audience index, locations, callbacks kept raw, files of exports) in one transaction and leaves a receipt; past sends keep their numbers. Cannot be undone. Harmless to repeat: again it removes whatever came back. A sync or import does not bring the person back; following again makes a new user. Backups and the database's write-ahead log are not touched: they lose the data when they expire.",
  })
  processDeletionRequest(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The request." }) id: string,
  ): Promise<DeletionRequest> {
    return this.service.process(principal, id);
  }

  @Authorized(Role.ADMIN)
  @FieldResolver(() => String, { nullable: true, description: "The person's phone, masked (138****0000); null once processed." })
  phone(@Root() { rawPhone }: DeletionRequest): string | null {
    return rawPhone === null ? null : maskPhone(rawPhone);
  }
}
