import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Registry } from "prom-client";
import type { Principal } from "../graphql/context.js";
import type { Tracing } from "../platform/tracing/tracing.js";

/** pino's shape: details first, then one sentence. */
export interface ServerLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Who a bearer token speaks for; null for one that is unknown, ended or revoked. */
export type Authenticate = (token: string) => Promise<Principal | null>;

/** One thing that must be in order before traffic should come here. */
export interface ReadinessCheck {
  name: string;
  /** Null when in order, else the reason, written for the operator of the machine. A throw counts as "does not answer". */
  check(): Promise<string | null>;
}

export interface HttpServerOptions {
  schema: GraphQLSchema;
  authenticate: Authenticate;
  logger: ServerLogger;
  /** What `/metrics` shows; the server adds its own to it. */
  metrics: Registry;
  /** Default: none. */
  tracing?: Tracing;
  readiness: readonly ReadinessCheck[];
  /** Origins whose pages may call the API, e.g. `https://admin.example.com`; none by default. */
  cors: readonly string[];
  /** Whose X-Forwarded-For is believed: nobody (`false`), everybody, that many proxies in front, or those addresses. */
  trustProxy: boolean | number | string[];
  /** Where else the console's pictures and videos may come from: the object store's origin, where its links are not this server's. */
  mediaOrigin: string | null;
  /** Whether `/graphql` shows the explorer to browsers: in the sandbox. */
  explorer: boolean;
  /** Further routes (callbacks, objects). Each is registered in a scope of its own, so its body parsers stay there. */
  routes: readonly ((app: FastifyInstance) => void | Promise<void>)[];
  /** How long a stop goes on taking requests while `/readyz` says no, so that a balancer sees it first. Default: not at all. */
  drainDelayMs?: number | undefined;
}
