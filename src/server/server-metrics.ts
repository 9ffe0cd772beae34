import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface ServerMetrics {
  errors: Counter<"code">;
  sockets: Gauge;
}

/** What the server itself adds to `/metrics`. */
export function serverMetrics(app: FastifyInstance, registry: Registry): ServerMetrics {
  const requests = new Histogram({
    name: "tagcast_http_request_duration_seconds",
    help: "HTTP requests by route and status.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    // The route's pattern, not the address: a scanner must not make a time series for each guess.
    const route = request.routeOptions.url ?? "none";
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  return {
    errors: new Counter({
      name: "tagcast_graphql_errors_total",
      help: "Errors callers were given, by code.",
      labelNames: ["code"],
      registers: [registry],
    }),
    sockets: new Gauge({ name: "tagcast_websockets", help: "Open WebSockets.", registers: [registry] }),
  };
}
