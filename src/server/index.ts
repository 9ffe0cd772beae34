export { createHttpServer, type HttpServer } from "./http-server.js";
export type { Authenticate, HttpServerOptions, ReadinessCheck, ServerLogger } from "./options.js";
