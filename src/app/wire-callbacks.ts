import { PostgresCallbackStore } from "../callbacks/adapters/postgres-callback-store.js";
import { CallbackService } from "../callbacks/index.js";
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
  const store = new PostgresCallbackStore(database);
  const service = new CallbackService({
    accounts: accounts.tenants,
    store,
    handlers: {
      massSendFinished: (event) => massSends.results.massSendFinished(event),
      subscribed: (event) => users.followerEvents.subscribed(event),
      unsubscribed: (event) => users.followerEvents.unsubscribed(event),
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
