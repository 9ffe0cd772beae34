import { Readable } from "node:stream";
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../graphql/context.js";
import type { RequestLimits } from "../graphql/limits.js";
import { currentRequestId } from "./apollo.js";
import type { Operations } from "./operations.js";
import type { Authenticate } from "./options.js";
import { bearerToken, requestContext, withStatus } from "./request-context.js";

/** `/graphql` over HTTP: Fastify's request in, Apollo Server's answer out. */
export function graphqlRoute(
  app: FastifyInstance,
  parts: { apollo: ApolloServer<RequestContext>; limits: RequestLimits; authenticate: Authenticate; operations: Operations },
): void {
  // Any other content type: no body, which Apollo refuses in its own words (CSRF, or body missing).
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null, undefined));
  app.all("/graphql", async (request, reply) => {
    const httpGraphQLRequest = toApollo(request);
    const context = async () => {
      try {
        checkLimits(parts.limits, httpGraphQLRequest);
        const token = bearerToken(request.headers.authorization);
        return await requestContext(parts.authenticate, { token, requestId: request.id, ip: request.ip });
      } catch (error) {
        throw withStatus(error);
      }
    };
    const execute = () => parts.apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
    const { id, headers } = request;
    const answer = await currentRequestId.run(id, () => parts.operations.request({ id, traceparent: headers.traceparent }, execute));
    return send(reply, answer);
  });
}

function toApollo(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const questionMark = request.url.indexOf("?");
  return { method: request.method, headers, search: questionMark < 0 ? "" : request.url.slice(questionMark), body: request.body };
}

/** Only what is well formed is checked here: Apollo refuses the rest before it would carry it out. */
function checkLimits(limits: RequestLimits, { method, search, body }: HTTPGraphQLRequest): void {
  const { query, variables } = method === "GET" ? fromSearch(search) : fromBody(body);
  if (typeof query === "string" && query !== "") limits.check(query, variables);
}

function fromBody(body: unknown): { query?: unknown; variables?: unknown } {
  return typeof body === "object" && body !== null ? body : {};
}

function fromSearch(search: string): { query?: unknown; variables?: unknown } {
  const parameters = new URLSearchParams(search);
  return { query: parameters.get("query"), variables: parsedOrNull(parameters.get("variables")) };
}

function parsedOrNull(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    // Apollo answers that the parameter is no JSON.
    return null;
  }
}

function send(reply: FastifyReply, { status, headers, body }: HTTPGraphQLResponse): FastifyReply {
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status ?? 200).header("cache-control", "no-store");
  return reply.send(body.kind === "complete" ? body.string : Readable.from(body.asyncIterator));
}
