import { PostgresCallbackStore } from "../callbacks/adapters/postgres-callback-store.js";
import { ToldPositions } from "../callbacks/adapters/told-positions.js";
import { CallbackService } from "../callbacks/index.js";
import { withLogFields } from "../platform/logging/log-fields.js";
import { RedisLocationMemory } from "../users/adapters/redis-location-memory.js";
import { LocationRestorer } from "../users/index.js";
import { callbackMetrics } from "./callback-metrics.js";
import type { Core, Worker } from "./core.js";
import { type Repetition, repeatedly } from "./repeatedly.js";
import type { MassSendParts } from "./wire-mass-sends.js";
import type { UserParts } from "./wire-users.js";

/** Positions are kept for days; by the hour is as exact as that needs. */
const FORGET_EVERY_MS = 3_600_000;
/** How long positions are missing that the Redis Cluster lost. */
const RESTORE_EVERY_MS = 30_000;

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
  const restorer = restorerOf(core, users);
  return {
    service,
    start: async () => {
      service.start();
      sweeps.start();
      restorer?.start();
    },
    stop: async () => {
      await restorer?.stop();
      await sweeps.stop();
      await service.stop();
    },
  };
}

/** null: positions are in the database. */
function restorerOf({ redisCluster, database, logger }: Core, { activity, locations }: UserParts): Repetition | null {
  if (redisCluster === null) return null;
  const memory = new RedisLocationMemory(redisCluster.cluster, redisCluster.prefix);
  const restorer = new LocationRestorer(memory, new ToldPositions(database), activity, locations, logger);
  const rounds = repeatedly(RESTORE_EVERY_MS, "the look whether all positions are held", () => restorer.round(), logger);
  const stop = () => {
    restorer.stop();
    return rounds.stop();
  };
  return { start: rounds.start, stop };
}
