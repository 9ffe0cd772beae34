import { PostgresCallbackStore } from "../callbacks/adapters/postgres-callback-store.js";
import { CallbackService } from "../callbacks/index.js";
import { withLogFields } from "../platform/logging/log-fields.js";
import { callbackMetrics } from "./callback-metrics.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";
import type { MassSendParts } from "./wire-mass-sends.js";
import type { UserParts } from "./wire-users.js";

/** Positions are kept for days; by the hour is as exact as that needs. */
const FORGET_EVERY_MS = 3_600_000;

export interface CallbackParts extends Worker {
  service: CallbackService;
}

export function wireCallbacks(core: Core, users: UserParts, massSends: MassSendParts): CallbackParts {
  const { database, logger, accounts } = core;
  callbackMetrics(core.metrics, database.pool);
  const store = new PostgresCallbackStore(database);
  const followed =
    <E extends { tenantId: number }>(what: string, handle: (event: E) => Promise<void>) =>
    (event: E) => {
      const ids = { tenantId: event.tenantId };
      return withLogFields(ids, () => core.tracing.begin({ name: `callback ${what}`, attributes: ids }, () => handle(event)));
    };
  const service = new CallbackService({
    accounts: accounts.tenants,
    store,
    handlers: {
      massSendFinished: followed("result", (event) => massSends.results.massSendFinished(event)),
      subscribed: followed("subscribe", (event) => users.followerEvents.subscribed(event)),
      unsubscribed: followed("unsubscribe", (event) => users.followerEvents.unsubscribed(event)),
      active: (people) => users.activity.active(people),
    },
    log: logger,
  });
  const forget = async () => {
    await users.locations.forgetOld();
    await store.forgetPositions(users.locations.since());
  };
  const sweeps = repeatedly(FORGET_EVERY_MS, "the sweep of old positions", forget, logger);
  return {
    service,
    start: async () => {
      service.start();
      sweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      await service.stop();
    },
  };
}
