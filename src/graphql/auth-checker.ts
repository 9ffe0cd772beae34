import type { ResolverData } from "type-graphql";
import { type RequestContext, requirePrincipal } from "./context.js";
import { ForbiddenError } from "./errors.js";
import { type Role, roleAtLeast } from "./roles.js";

/**
 * What stands behind `@Authorized(Role.X)`: UNAUTHENTICATED without a principal, FORBIDDEN below the lowest role named.
 * An arrow function on purpose: TypeGraphQL takes anything with a `prototype` for a class and would try to construct it.
 */
export const authChecker = ({ context, info }: ResolverData<RequestContext>, roles: Role[]): boolean => {
  const principal = requirePrincipal(context);
  if (roles.length === 0 || roles.some((role) => roleAtLeast(principal.role, role))) return true;
  throw new ForbiddenError(
    `${info.parentType.name}.${info.fieldName} needs the role ${roles.join(" or ")}; ${principal.name} has ${principal.role}`,
    { reason: "ROLE_NEEDED", needed: roles.join(","), has: principal.role },
  );
};
