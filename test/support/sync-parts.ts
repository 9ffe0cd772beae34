import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { Database } from "../../src/platform/database/database.js";
import { FOLLOWER_SYNC, PostgresSyncJobStore } from "../../src/sync/adapters/postgres-sync-job-store.js";
import { NewcomerImporter, ProfileImporter, PushPhase, SyncPhases, SyncRunner } from "../../src/sync/index.js";
import { PostgresWeChatTagStore } from "../../src/tags/adapters/postgres-wechat-tag-store.js";
import { PostgresFollowerStore } from "../../src/users/adapters/postgres-follower-store.js";
import { PostgresTokenStore } from "../../src/wechat/adapters/postgres-token-store.js";
import { HttpWeChatClients } from "../../src/wechat/index.js";
import { sealer } from "../wechat/support.js";
import { auditIn } from "./audit.js";
import { mirrorParts } from "./mirror-parts.js";
import { QUIET } from "./quiet.js";

/** Everything syncFromWeChat runs on, against the WeChat at `baseUrl`, without waits between tries. */
export function syncParts(database: Database, baseUrl: string, credentials: { appId: string; appSecret: string }) {
  const clients = new HttpWeChatClients({
    http: { baseUrl },
    accounts: { byTenantId: async () => credentials },
    tokens: new PostgresTokenStore(database, sealer),
    limiter: { tryTake: async () => 0 },
    log: QUIET,
    retryDelaysMs: [1, 1],
  });
  const changeLog = new PostgresChangeLog();
  const followers = new PostgresFollowerStore(database, changeLog);
  const tags = new PostgresWeChatTagStore(database, changeLog);
  const importer = new ProfileImporter(followers, tags);
  const mirror = mirrorParts(database, clients);
  const push = new PushPhase(mirror.steps, mirror.tags, mirror.states, mirror.exchange);
  const phases = new SyncPhases(followers, tags, importer, mirror.exchange, push, QUIET);
  const jobs = new PostgresSyncJobStore(database, FOLLOWER_SYNC, auditIn);
  const newcomers = new NewcomerImporter(clients, followers, importer, mirror.exchange, QUIET);
  const patience = { unclearMs: [1, 1], minuteMs: [1, 1] };
  const runner = (over: SyncPhases = phases, clock = () => new Date()) => new SyncRunner(jobs, over, clients, QUIET, clock, patience);
  return { clients, followers, tags, phases, jobs, newcomers, runner, mirror };
}
