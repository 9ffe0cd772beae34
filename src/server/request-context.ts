import { GraphQLError } from "graphql";
import type { RequestContext } from "../graphql/context.js";
import { isUnavailable } from "../graphql/unavailable.js";
import type { Authenticate } from "./options.js";

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** The token of `Bearer <token>`; null for anything else. */
export function bearerToken(authorization: unknown): string | null {
  return typeof authorization === "string" ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/**
 * The context of one request or operation. A token that is not good any more leaves the principal null: `login` must work
 * with a stale token, every other field answers UNAUTHENTICATED.
 */
export async function requestContext(
  authenticate: Authenticate,
  request: { token: string | null; requestId: string; ip: string },
): Promise<RequestContext> {
  const principal = request.token === null ? null : await authenticate(request.token);
  return { principal, ...request };
}

/** `error` with the HTTP status Apollo Server shall answer with: 503 where something does not answer, else 400. */
export function withStatus(error: unknown): GraphQLError {
  const { nodes, source, positions } = error instanceof GraphQLError ? error : {};
  const cause = error instanceof Error ? error : new Error(String(error));
  const extensions = { http: { status: isUnavailable(error) ? 503 : 400 } };
  return new GraphQLError(cause.message, { nodes, source, positions, originalError: cause, extensions });
}
