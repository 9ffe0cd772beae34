import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { ReadinessCheck, ServerLogger } from "./options.js";

/** A load balancer asks every few seconds and must get an answer before it asks again. */
const CHECK_TIMEOUT_MS = 2_000;

/** `/healthz`: the process runs. `/readyz`: it can serve, or 503 with the reasons. `/metrics`: for Prometheus. */
export function healthRoutes(
  app: FastifyInstance,
  parts: { readiness: readonly ReadinessCheck[]; metrics: Registry; isClosing: () => boolean; logger: ServerLogger },
): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const checks: Record<string, string> = {};
    if (parts.isClosing()) checks.server = "is stopping";
    const results = await Promise.all(parts.readiness.map((check) => outcome(check, parts.logger)));
    for (const { name, reason } of results) checks[name] = reason ?? "ok";
    const ready = Object.values(checks).every((state) => state === "ok");
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "unavailable", checks });
  });
  app.get("/metrics", async (_request, reply) => reply.type(parts.metrics.contentType).send(await parts.metrics.metrics()));
}

async function outcome({ name, check }: ReadinessCheck, logger: ServerLogger): Promise<{ name: string; reason: string | null }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, `no answer within ${CHECK_TIMEOUT_MS / 1000} s`);
  });
  try {
    return { name, reason: await Promise.race([check(), late]) };
  } catch (error) {
    logger.warn({ check: name, err: error }, "a readiness check failed");
    return { name, reason: "does not answer" };
  } finally {
    clearTimeout(timer);
  }
}
