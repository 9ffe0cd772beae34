import { type HttpServerOptions, objectRoutes, uploadRoutes } from "../server/index.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

const DRAFTS_MS = 300_000;

export interface ObjectParts extends Worker {
  routes: HttpServerOptions["routes"];
}

/** The object store's part of the server: `/objects`, and the sweep of what killed processes left half written. */
export function wireObjects({ objects, objectLinks, clock, logger }: Core): ObjectParts {
  const sweeps = repeatedly(DRAFTS_MS, "the sweep of half written objects", () => objects.sweepDrafts(clock()), logger);
  return {
    routes: [
      (scope) => objectRoutes(scope, { objects, links: objectLinks }),
      (scope) => uploadRoutes(scope, { objects, links: objectLinks }),
    ],
    start: async () => sweeps.start(),
    stop: () => sweeps.stop(),
  };
}
