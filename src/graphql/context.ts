import { createParameterDecorator, type ResolverData } from "type-graphql";
import { UnauthenticatedError } from "./errors.js";
import type { Role } from "./roles.js";

/** Who is asking: an operator's session or an API key, always inside one tenant. */
export interface Principal {
  tenantId: number;
  /** Null for an API key. */
  operatorId: number | null;
  /** The operator's username, or `key:<name>`; what the audit log shows. */
  name: string;
  role: Role;
}

/** Made anew for each HTTP request and each WebSocket operation. */
export interface RequestContext {
  principal: Principal | null;
  /** The bearer token as sent, for `logout`; never logged. */
  token: string | null;
  requestId: string;
  ip: string;
}

/** The principal, or UNAUTHENTICATED. */
export function requirePrincipal(context: RequestContext): Principal {
  if (context.principal === null) throw new UnauthenticatedError();
  return context.principal;
}

/** Resolver parameter: `@CurrentPrincipal() principal: Principal`. */
export function CurrentPrincipal(): ReturnType<typeof createParameterDecorator> {
  return createParameterDecorator(({ context }: ResolverData<RequestContext>) => requirePrincipal(context));
}
