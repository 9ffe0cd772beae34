import { Arg, Authorized, Int, Query, Resolver } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import type { Connection } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import { type AuditEntry, AuditEntryConnection } from "./audit.types.js";
import type { AuditLogService } from "./audit-log.service.js";

@Resolver()
export class AuditLogResolver {
  constructor(private readonly service: AuditLogService) {}

  @Authorized(Role.ADMIN)
  @Query(() => AuditEntryConnection, { description: "Who did what, newest first." })
  auditLog(
    @CurrentPrincipal() principal: Principal,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50, description: "How many entries, 1 to 200." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "The cursor to go on after." }) after?: string | null,
  ): Promise<Connection<AuditEntry>> {
    return this.service.page(principal.tenantId, first, after);
  }
}
