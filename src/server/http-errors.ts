import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import type { ErrorCode } from "../graphql/errors.js";

/** Whatever fails before or beside GraphQL answers in GraphQL's shape, so that a client has one kind of error to read. */
export function answerErrors(app: FastifyInstance, format: (error: unknown, requestId: string) => GraphQLFormattedError): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return refuse(reply, status, "BAD_USER_INPUT", error.message);
    const formatted = format(error, request.id);
    return reply.code(formatted.extensions?.code === "UNAVAILABLE" ? 503 : 500).send({ errors: [formatted] });
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, 404, "NOT_FOUND", `there is nothing at ${pathOf(request)}`));
}

export function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0]?.slice(0, 200) ?? "";
}
