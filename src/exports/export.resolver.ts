import { Arg, Authorized, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { type Connection, connectionOf } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import type { ExportService } from "./export.service.js";
import { ExportUsersInput, UserExport } from "./export.types.js";

const UserExportConnection = connectionOf(() => UserExport, "UserExport");

@Resolver(() => UserExport)
export class ExportResolver {
  constructor(private readonly service: ExportService) {}

  @Authorized(Role.OPERATOR)
  @Mutation(() => UserExport, {
    description:
      "Writes the users of an audience to a CSV file, in the background; phones and identity numbers are masked unless an ADMIN asks. A text that a spreadsheet would take for a formula gets an apostrophe in front.",
  })
  exportUsers(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => ExportUsersInput, { description: "Whom, and what of them." }) input: ExportUsersInput,
  ): Promise<UserExport> {
    return this.service.order(principal, input);
  }

  @Authorized(Role.OPERATOR)
  @Query(() => UserExport, { nullable: true, description: "One export." })
  userExport(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, { description: "The export's id." }) id: string,
  ): Promise<UserExport> {
    return this.service.userExport(principal.tenantId, id);
  }

  @Authorized(Role.OPERATOR)
  @Query(() => UserExportConnection, { description: "Exports, newest first." })
  userExports(
    @CurrentPrincipal() principal: Principal,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<UserExport>> {
    return this.service.userExports(principal.tenantId, { first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.OPERATOR)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Where to GET the file, without signing in: absolute, or a path on this server. Good for 15 minutes; asked again it is a new one. Null unless READY, and for who has less than `role`.",
  })
  downloadUrl(@Root() found: UserExport, @CurrentPrincipal() principal: Principal): Promise<string | null> {
    return this.service.downloadUrl(principal, found);
  }
}
