import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { Database } from "../../src/platform/database/database.js";
import { PostgresMirrorMembers } from "../../src/tags/adapters/postgres-mirror-members.js";
import { PostgresMirrorStates } from "../../src/tags/adapters/postgres-mirror-states.js";
import { PostgresMirrorTags } from "../../src/tags/adapters/postgres-mirror-tags.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagExchange } from "../../src/tags/adapters/postgres-tag-exchange.js";
import { PostgresTagStore } from "../../src/tags/adapters/postgres-tag-store.js";
import { PostgresWeChatTagStore } from "../../src/tags/adapters/postgres-wechat-tag-store.js";
import { MirrorNames, MirrorPusher, MirrorRunner, MirrorSteps, TagExchange } from "../../src/tags/index.js";
import { PostgresFollowerStore } from "../../src/users/adapters/postgres-follower-store.js";
import type { WeChatClients } from "../../src/wechat/index.js";
import { auditIn } from "./audit.js";
import { QUIET } from "./quiet.js";

/** How long a crashed holder of the turn holds others up in tests. */
const TIMES = { leaseMs: 2_000, pollMs: 5 };

/** What mirrors tags to WeChat: one process's worth. */
export function mirrorParts(database: Database, clients: WeChatClients, clock: () => Date = () => new Date()) {
  const changeLog = new PostgresChangeLog();
  const exchange = new TagExchange(new PostgresTagExchange(database), QUIET, TIMES);
  const tags = new PostgresMirrorTags(database);
  const members = new PostgresMirrorMembers(database, changeLog);
  const states = new PostgresMirrorStates(database);
  const followers = new PostgresFollowerStore(database, changeLog);
  const steps = new MirrorSteps(tags, members, new MirrorNames(tags, QUIET), new MirrorPusher(members, followers));
  const runner = new MirrorRunner(steps, exchange, states, clients, clock, QUIET);
  return {
    ...{ exchange, tags, members, states, followers, steps, runner },
    store: new PostgresTagStore(database),
    changes: new PostgresTagChanges(database, changeLog, auditIn),
    pulls: new PostgresWeChatTagStore(database, changeLog),
  };
}
