import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import type { CallbackReply, CallbackService } from "./callback.service.js";
import { MAX_BODY_BYTES } from "./callback-body.js";

interface Route {
  Params: { appId: string };
  Querystring: Record<string, unknown>;
}

/**
 * GET and POST `/wechat/callback/:appId`. The body stays as it came, whatever its type says: what is encrypted is signed
 * byte by byte. Requests are not logged: their addresses carry openids and signatures.
 */
export function registerCallbackRoutes(app: FastifyInstance, service: Pick<CallbackService, "verify" | "receive" | "refuse">): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));
    // The body's size, an address that cannot be read: refused before it comes to us, in the words of the others.
    scope.setErrorHandler((error: FastifyError, _request, response) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) throw error;
      return answer(response, service.refuse(status, error.code, "this request cannot be read"));
    });
    scope.route({
      method: ["PUT", "PATCH", "DELETE", "OPTIONS"],
      url: "/wechat/callback/:appId",
      logLevel: "silent",
      handler: async (_request, response) =>
        answer(response.header("allow", "GET, POST"), service.refuse(405, "wrong verb", "GET or POST")),
    });
    scope.get<Route>("/wechat/callback/:appId", { logLevel: "silent" }, async (request, response) =>
      answer(response, await service.verify(request.params.appId, request.query)),
    );
    scope.post<Route>("/wechat/callback/:appId", { logLevel: "silent" }, async (request, response) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return answer(response, await service.receive(request.params.appId, request.query, body));
    });
  });
}

function answer(response: FastifyReply, { status, contentType, body }: CallbackReply): FastifyReply {
  // echostr comes from outside: no browser may take it for a page.
  return response.code(status).header("content-type", contentType).header("x-content-type-options", "nosniff").send(body);
}
