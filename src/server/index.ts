export { createHealthServer } from "./health-server.js";
export { createHttpServer, type HttpServer } from "./http-server.js";
export { objectRoutes } from "./object-routes.js";
export type { Authenticate, HttpServerOptions, ReadinessCheck, ServerLogger } from "./options.js";
export { uploadRoutes } from "./upload-routes.js";
