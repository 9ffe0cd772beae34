import type { AddressInfo } from "node:net";
import fastify from "fastify";
import type { Registry } from "prom-client";
import { healthRoutes } from "./health-routes.js";
import type { HttpServer } from "./http-server.js";
import type { ReadinessCheck, ServerLogger } from "./options.js";

/** For processes that serve nobody: only `/healthz`, `/readyz` and `/metrics`. */
export function createHealthServer(parts: { readiness: readonly ReadinessCheck[]; metrics: Registry; logger: ServerLogger }): HttpServer {
  const app = fastify({ return503OnClosing: false, forceCloseConnections: true });
  let closing = false;
  healthRoutes(app, { ...parts, isClosing: () => closing });
  return {
    listen: async ({ host, port }) => {
      await app.listen({ host, port });
      const { port: taken } = app.server.address() as AddressInfo;
      return { port: taken, url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` };
    },
    close: async () => {
      closing = true;
      await app.close();
    },
  };
}
