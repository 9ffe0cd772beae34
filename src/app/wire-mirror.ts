import type { AudienceChangeLog, AudienceChangeReader } from "../audiences/index.js";
import { PostgresErasedPeople } from "../deletion/adapters/postgres-erased-people.js";
import { PostgresMirrorMembers } from "../tags/adapters/postgres-mirror-members.js";
import { PostgresMirrorStates } from "../tags/adapters/postgres-mirror-states.js";
import { PostgresMirrorTags } from "../tags/adapters/postgres-mirror-tags.js";
import { PostgresTagExchange } from "../tags/adapters/postgres-tag-exchange.js";
import { QueuedMirrors } from "../tags/adapters/queued-mirrors.js";
import { MIRROR_SWEEP_MS, MirrorNames, MirrorPusher, MirrorRunner, MirrorSteps, MirrorSweeper, TagExchange } from "../tags/index.js";
import { PostgresFollowerStore } from "../users/adapters/postgres-follower-store.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

/** Tenants whose tags are pushed side by side; one tenant's never are. */
const TENANTS_AT_ONCE = 4;

/** What mirrors tags to WeChat, and what a sync shares with it. */
export interface MirrorParts extends Worker {
  exchange: TagExchange;
  steps: MirrorSteps;
  tags: PostgresMirrorTags;
  states: PostgresMirrorStates;
  queue: QueuedMirrors;
}

export function wireMirror(core: Core, changeLog: AudienceChangeLog & AudienceChangeReader): MirrorParts {
  const { database, logger, clock, wechat } = core;
  const exchange = new TagExchange(new PostgresTagExchange(database), logger);
  const tags = new PostgresMirrorTags(database);
  const members = new PostgresMirrorMembers(database, changeLog);
  const states = new PostgresMirrorStates(database);
  const pusher = new MirrorPusher(members, new PostgresFollowerStore(database, changeLog, new PostgresErasedPeople(core.options.sealer)));
  const steps = new MirrorSteps(tags, members, new MirrorNames(tags, logger), pusher);
  const queue = new QueuedMirrors(core.queue);
  const runner = new MirrorRunner(steps, exchange, states, wechat, clock, logger);
  const sweeper = new MirrorSweeper(states, queue);
  const sweeps = repeatedly(MIRROR_SWEEP_MS, "the sweep of mirrored tags", () => sweeper.sweep(), logger);
  return {
    exchange,
    steps,
    tags,
    states,
    queue,
    start: async () => {
      await queue.work(runner, TENANTS_AT_ONCE);
      sweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      runner.stop();
    },
  };
}
