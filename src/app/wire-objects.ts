import { type HttpServerOptions, objectRoutes } from "../server/index.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

const DRAFTS_MS = 300_000;

export interface ObjectParts extends Worker {
  route: HttpServerOptions["routes"][number];
}

/** The object store's part of the server: `/objects`, and the sweep of what killed processes left half written. */
export function wireObjects({ objects, objectLinks, clock, logger }: Core): ObjectParts {
  const sweeps = repeatedly(DRAFTS_MS, "the sweep of half written objects", () => objects.sweepDrafts(clock()), logger);
  return {
    route: (scope) => objectRoutes(scope, { objects, links: objectLinks }),
    start: async () => sweeps.start(),
    stop: () => sweeps.stop(),
  };
}
