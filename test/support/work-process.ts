// A process of its own that works a tenant's tag jobs off, follows its rules and keeps its audience index, until it is killed:
//   work-process.ts <database> <tenant id> [<Elasticsearch> <alias>]    without the latter: bitmaps, stored after each change
// It begins when it is told anything, and says "idle" whenever nothing is left to do. Each kind of work has connections of its
// own, whose application_name says which (WORKS), so that whoever kills sees what is under way.
import "reflect-metadata";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import { type AudienceIndex, OrdinalSet } from "../../src/audiences/index.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import { TagJobRunner } from "../../src/tags/index.js";
import { bitmapIndex } from "./bitmap-index.js";
import { ruleParts } from "./rule-parts.js";
import type { Work } from "./work-processes.js";

const [url = "", tenant = "", node, alias = ""] = process.argv.slice(2);
const tenantId = Number(tenant);
/** Small chunks: a job is some dozens of transactions. */
const ROWS = 300;
const SAVE_DELAY_MS = 5;
/** Every chunk seems to take this long, for which its size stays. */
const CHUNK_MS = 250;
const IDLE_MS = 5;
const NOBODY_LISTENS = { changed: () => undefined, listen: () => () => undefined };
/** No tag is mirrored. */
const NO_LIMITS = { mustFitUsers: async () => undefined };

const databaseOf = (work: Work) => {
  const own = new URL(url);
  own.searchParams.set("application_name", work);
  return openDatabase(own.href);
};

interface FollowingIndex {
  index: AudienceIndex;
  follow(): Promise<unknown>;
}

/** Elasticsearch's client, whose loading takes as long as all else, only where it is needed. */
async function openIndex(): Promise<FollowingIndex> {
  const database = databaseOf("index");
  if (node === undefined) {
    const index = bitmapIndex(database, { saveDelayMs: SAVE_DELAY_MS });
    return { index, follow: () => index.count(tenantId, { kind: "everyone" }) };
  }
  const { ElasticsearchAudienceIndex } = await import("../../src/audiences/adapters/elasticsearch/elasticsearch-audience-index.js");
  const { openSearch } = await import("../../src/platform/search/index.js");
  const positions = { ordinalsNear: async () => new Uint32Array() };
  const sends = { ordinalsUnreached: async () => new Uint32Array() };
  const sendsLeft = { leftAtMost: async () => OrdinalSet.of([]) };
  const parts = { database, client: openSearch(node), alias, logger: silentLogger, positions, sends, sendsLeft, clock: () => new Date() };
  const index = new ElasticsearchAudienceIndex(parts);
  return { index, follow: () => index.round() };
}

const { index, follow } = await openIndex();
const changeLog = new PostgresChangeLog();
const tags = databaseOf("jobs");
const jobs = new PostgresTagJobWorkStore(tags, changeLog, new PostgresTagHistory(tags));
let time = 0;
const clock = () => {
  time += CHUNK_MS;
  return time;
};
const runner = new TagJobRunner(jobs, NOBODY_LISTENS, NO_LIMITS, { clock, firstRows: ROWS });
const rules = ruleParts(databaseOf("rules"), index);

/** The oldest first, one after the other. */
async function workOff(): Promise<boolean> {
  const open = await jobs.orphans(0, 100);
  for (const { jobId } of open) await runner.run(tenantId, jobId);
  return open.length > 0;
}

async function followRules(): Promise<boolean> {
  const waiting = await rules.store.waiting(new Date(), 10);
  for (const one of waiting) await rules.runner.run(one);
  return waiting.length > 0;
}

/** Side by side with all else, as in a server. */
async function keepFollowing(): Promise<never> {
  for (;;) {
    await follow();
    await pause(IDLE_MS);
  }
}

process.send?.("ready");
await once(process, "message");
void keepFollowing();
for (;;) {
  const busy = await Promise.all([workOff(), followRules()]);
  if (!busy.includes(true)) process.send?.("idle");
  await pause(IDLE_MS);
}
