import { Arg, Authorized, ID, Mutation, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import type { ApiKeysService } from "./api-keys.service.js";
import { ApiKey } from "./session.types.js";

@Resolver()
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeysService) {}

  @Authorized(Role.ADMIN)
  @Query(() => [ApiKey], { description: "The keys that are not revoked, oldest first; `key` is null." })
  apiKeys(@CurrentPrincipal() principal: Principal): Promise<ApiKey[]> {
    return this.service.list(principal.tenantId);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => ApiKey, { description: "Makes a key for a program. `key` is shown this once." })
  createApiKey(
    @CurrentPrincipal() principal: Principal,
    @Arg("name", () => String, { description: "What the key is for, 1 to 100 characters." }) name: string,
    @Arg("role", () => Role, { description: "What the key may do." }) role: Role,
  ): Promise<ApiKey> {
    return this.service.create(principal, name, role);
  }

  @Authorized(Role.ADMIN)
  @Mutation(() => Boolean, { description: "Ends a key for good; NOT_FOUND when it is unknown or revoked already." })
  revokeApiKey(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The key's id." }) id: string,
  ): Promise<boolean> {
    return this.service.revoke(principal, id);
  }
}
