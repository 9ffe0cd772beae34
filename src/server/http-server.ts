import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fastify, { type FastifyInstance } from "fastify";
import { formatError } from "../graphql/format-error.js";
import { MAX_BODY_BYTES, RequestLimits } from "../graphql/limits.js";
import { withLogFields } from "../platform/logging/log-fields.js";
import { noTracing } from "../platform/tracing/tracing.js";
import { startApollo } from "./apollo.js";
import { graphqlRoute } from "./graphql-route.js";
import { allowOrigins, securityHeaders } from "./headers.js";
import { healthRoutes } from "./health-routes.js";
import { answerErrors, refuse } from "./http-errors.js";
import { Operations } from "./operations.js";
import type { HttpServerOptions } from "./options.js";
import { pageRoutes } from "./page-routes.js";
import { serverMetrics } from "./server-metrics.js";
import { SocketServer } from "./socket-server.js";

/** Slower than any honest client on a bad line; a body that trickles in byte by byte is cut. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A supervisor kills after its own patience (systemd 90 s, Kubernetes 30 s); everything in flight ends well before. */
const DRAIN_MS = 10_000;
/** An id from the proxy in front is kept, so that its log and ours can be read together. */
const FOREIGN_REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

export interface HttpServer {
  /** Port 0 takes a free one; `url` says which. */
  listen(address: { host: string; port: number }): Promise<{ url: string; port: number }>;
  /** Says that it is not ready, stops accepting after `drainDelayMs`, answers what is in flight, closes WebSockets with 1001; at most 10 seconds. */
  close(): Promise<void>;
}

/** One port for everything: `/graphql` (HTTP and WebSocket), pages, health, metrics and `routes`. */
export async function createHttpServer(options: HttpServerOptions & { recheckMs?: number }): Promise<HttpServer> {
  const { schema, authenticate, logger } = options;
  const app = newFastify(options);
  const metrics = serverMetrics(app, options.metrics);
  const format = (error: unknown, requestId: string) => {
    const formatted = formatError(error, requestId, logger);
    metrics.errors.inc({ code: String(formatted.extensions?.code) });
    return formatted;
  };
  const limits = new RequestLimits(schema);
  const operations = new Operations(options.metrics, options.tracing ?? noTracing);
  const apollo = await startApollo(schema, format, logger, operations.plugin());
  const opened = (count: number) => metrics.sockets.set(count);
  const sockets = new SocketServer({ schema, limits, authenticate, format, logger, opened, operations, recheckMs: options.recheckMs });
  const drain = new Drain(app, sockets, options.drainDelayMs ?? 0);

  securityHeaders(app);
  allowOrigins(app, options.cors);
  answerErrors(app, format);
  healthRoutes(app, { readiness: options.readiness, metrics: options.metrics, isClosing: () => drain.started, logger });
  pageRoutes(app, options);
  app.register(async (scope) => graphqlRoute(scope, { apollo, limits, authenticate, operations }));
  for (const route of options.routes) app.register(async (scope) => route(scope));
  app.server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head, request.socket.remoteAddress ?? ""));

  return {
    listen: async (address) => {
      await app.listen(address);
      const { port } = app.server.address() as AddressInfo;
      return { port, url: `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${port}` };
    },
    close: async () => {
      await drain.finished();
      await apollo.stop();
    },
  };
}

function newFastify({ logger, trustProxy }: HttpServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    // A number of proxies: only the addresses that those wrote are believed.
    trustProxy: typeof trustProxy === "number" ? (_address: string, hop: number) => hop < trustProxy : trustProxy,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // While stopping, a kept-alive connection's next request is answered and told to close, not refused.
    return503OnClosing: false,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && FOREIGN_REQUEST_ID.test(given) ? given : randomUUID();
    },
    frameworkErrors: (error, _request, reply) => {
      refuse(reply, error.statusCode ?? 400, "BAD_USER_INPUT", error.message);
    },
  });
  // After the body was read: before, its reader would leave the request's fields behind.
  app.addHook("preHandler", (request, _reply, done) => withLogFields({ requestId: request.id }, done));
  app.addHook("onResponse", async (request, reply) => {
    const { method, url, id: requestId } = request;
    // Without the query string: it can hold a query's variables.
    const path = url.split("?", 1)[0];
    logger.debug({ requestId, method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, "request");
  });
  return app;
}

/**
 * The way to a stop; started once, awaited by whoever asks. What the system took for us and we did not take yet dies with the listener,
 * and a balancer may not repeat a mutation: so it is first told to send nobody here, and given the time to see it.
 */
class Drain {
  private done: Promise<void> | null = null;

  constructor(
    private readonly app: FastifyInstance,
    private readonly sockets: SocketServer,
    private readonly delayMs: number,
  ) {
    app.addHook("onSend", async (_request, reply) => {
      if (this.started) reply.header("connection", "close");
    });
  }

  get started(): boolean {
    return this.done !== null;
  }

  finished(): Promise<void> {
    this.done ??= this.drain();
    return this.done;
  }

  private async drain(): Promise<void> {
    if (this.delayMs > 0) await sleep(this.delayMs);
    const deadline = setTimeout(() => {
      this.sockets.terminate();
      this.app.server.closeAllConnections();
    }, DRAIN_MS);
    await Promise.all([this.sockets.close(), this.app.close()]);
    clearTimeout(deadline);
  }
}
