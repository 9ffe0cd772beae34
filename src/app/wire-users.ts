import type { AudienceChangeLog, AudienceIndex } from "../audiences/index.js";
import { PostgresErasedPeople } from "../deletion/adapters/postgres-erased-people.js";
import { FOLLOWER_SYNC, PostgresSyncJobStore } from "../sync/adapters/postgres-sync-job-store.js";
import { QueuedSyncs } from "../sync/adapters/queued-syncs.js";
import {
  NewcomerImporter,
  ProfileImporter,
  PushPhase,
  SYNC_SWEEP_MS,
  SyncPhases,
  SyncRunner,
  SyncService,
  SyncSweeper,
} from "../sync/index.js";
import { SyncResolver } from "../sync/sync.resolver.js";
import { PostgresWeChatTagStore } from "../tags/adapters/postgres-wechat-tag-store.js";
import { IndexedUserFinder } from "../users/adapters/indexed-user-finder.js";
import { PostgresActivityStore } from "../users/adapters/postgres-activity-store.js";
import { PostgresFollowerStore } from "../users/adapters/postgres-follower-store.js";
import { PostgresMovedUsers } from "../users/adapters/postgres-moved-users.js";
import { PostgresUserEditStore } from "../users/adapters/postgres-user-edit-store.js";
import { PostgresUserFinder } from "../users/adapters/postgres-user-finder.js";
import { PostgresUserStore } from "../users/adapters/postgres-user-store.js";
import { SealedIdentityCards } from "../users/adapters/sealed-identity-cards.js";
import {
  BlacklistService,
  FollowerEvents,
  PeopleActivity,
  type PeopleIndex,
  UserEditService,
  type UserLocations,
  UserService,
} from "../users/index.js";
import { UserResolver } from "../users/user.resolver.js";
import { UserEditResolver } from "../users/user-edit.resolver.js";
import { UserInfoResolver } from "../users/user-info.resolver.js";
import { UserLocationResolver } from "../users/user-location.resolver.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";
import type { TagParts } from "./wire-tags.js";

/** One brand's sync does not hold up another's. */
const SYNCS_AT_ONCE = 4;

export interface UserParts extends Worker {
  service: UserService;
  followerEvents: FollowerEvents;
  /** Also the `active` of CallbackHandlers. */
  activity: PeopleActivity;
  locations: UserLocations;
  resolvers: object[];
}

export interface UserNeeds {
  changeLog: AudienceChangeLog;
  index: AudienceIndex;
  /** Null: PostgreSQL finds people by itself. */
  people: PeopleIndex | null;
  tags: TagParts;
  locations: UserLocations;
}

export function wireUsers(core: Core, { changeLog, index, people, tags, locations }: UserNeeds): UserParts {
  const { database, logger, wechat, accounts, clock } = core;
  const { exchange, steps, tags: mirrored, states } = tags.mirror;
  const cards = new SealedIdentityCards(core.options.sealer);
  const search = { database, cards };
  const finder = people ? new IndexedUserFinder({ ...search, people }) : new PostgresUserFinder({ ...search, index });
  const service = new UserService(new PostgresUserStore(database), index, finder);
  const followers = new PostgresFollowerStore(database, changeLog, new PostgresErasedPeople(core.options.sealer));
  const edits = new PostgresUserEditStore(database, changeLog, accounts.auditIn);
  const wechatTags = new PostgresWeChatTagStore(database, changeLog);
  const profiles = new ProfileImporter(followers, wechatTags);
  const newcomers = new NewcomerImporter(wechat, followers, profiles, exchange, logger);
  const syncJobs = new PostgresSyncJobStore(database, FOLLOWER_SYNC, accounts.auditIn);
  const queue = new QueuedSyncs(core.queue);
  const push = new PushPhase(steps, mirrored, states, exchange);
  const phases = new SyncPhases(followers, wechatTags, profiles, exchange, push, logger);
  const runner = new SyncRunner(syncJobs, phases, wechat, logger, clock);
  const sweeper = new SyncSweeper(syncJobs, queue);
  const sweeps = repeatedly(SYNC_SWEEP_MS, "the sweep of syncs", () => sweeper.sweep(), logger);
  return {
    service,
    followerEvents: new FollowerEvents(followers, newcomers),
    activity: new PeopleActivity(new PostgresActivityStore(database, changeLog), locations, new PostgresMovedUsers(database, changeLog)),
    locations,
    resolvers: [
      new UserResolver(service, tags.audiences),
      new UserEditResolver(new UserEditService(edits, clock), new BlacklistService(wechat, edits, followers, accounts.auditLog)),
      new UserInfoResolver(cards),
      new UserLocationResolver(locations),
      new SyncResolver(new SyncService("syncFromWeChat", syncJobs, queue, logger)),
    ],
    start: async () => {
      await queue.work(runner, SYNCS_AT_ONCE);
      sweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      runner.stop();
      await newcomers.close();
    },
  };
}
