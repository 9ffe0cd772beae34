import type { FastifyInstance } from "fastify";

/** For JSON and everything that is no page: nothing may be loaded or framed. */
const NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";
const CORS_HEADERS = "authorization, content-type, apollo-require-preflight, x-request-id";
const PREFLIGHT_SECONDS = "600";

export function securityHeaders(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    reply.header("x-frame-options", "DENY");
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", NO_CONTENT);
  });
}

/** Lets pages of the given origins read answers. With no origin configured no header is sent and browsers keep others out. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook("onRequest", async (request, reply) => {
    reply.header("vary", "Origin");
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    reply.header("access-control-allow-origin", origin).header("access-control-expose-headers", "x-request-id");
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return;
    reply
      .header("access-control-allow-methods", "GET, POST, PUT")
      .header("access-control-allow-headers", CORS_HEADERS)
      .header("access-control-max-age", PREFLIGHT_SECONDS);
    return reply.code(204).send();
  });
}
