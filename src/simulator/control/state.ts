import type { CallbackPusher } from "../callbacks/pusher.js";
import type { Talks } from "../callbacks/talks.js";
import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { World } from "../world.js";
import { clockOf } from "./clock-routes.js";
import { tokenReport } from "./token-report.js";

const LATEST_JOBS = 30;
const MOST_TAGS_SHOWN = 100;
const MINUTES = 30;

/** What the page shows, and tests read. No secrets and no tokens. */
export function stateOf(world: World, pusher: CallbackPusher, talks: Talks): unknown {
  const { now, day, speed, aheadMs } = clockOf(world);
  return {
    ...{ now, day, clockSpeed: speed, clockOffsetMs: aheadMs },
    speedFactor: world.options.speedFactor,
    apps: world.allAccounts().map((account) => accountState(world, account)),
    calls: world.calls.report(MINUTES),
    callsPerMinute: world.calls.perMinute.last(MINUTES),
    recentCalls: world.calls.recent(),
    callbacks: pusher.log.counts,
    callbacksPerMinute: pusher.log.perMinute.last(MINUTES),
    recentCallbacks: pusher.log.recent(),
    talks: talks.list(),
    faults: world.faults.list(),
  };
}

function accountState(world: World, account: Account): unknown {
  const { settings, followers, tags, tokens, quotas, ledger, clientMsgIds, callbackLine } = account;
  const now = world.clock.now();
  const jobs = ledger.allJobs();
  const callback = callbackLine.current;
  return {
    appId: settings.appId,
    kind: settings.kind,
    verified: settings.verified,
    callback: callback ? { url: callback.url, mode: callback.mode, format: callback.format ?? "xml" } : null,
    followers: followers.total,
    blacklisted: followers.blacklisted.size,
    tags: tags
      .all()
      .slice(0, MOST_TAGS_SHOWN)
      .map(({ id, name, members }) => ({ id, name, count: members.size })),
    tokensIssued: tokens.issued,
    tokens: tokenReport(world, account),
    usedToday: quotas.report(now),
    quotas: quotaReport(account, now),
    quotaResets: { thisMonth: quotas.resetsIn(now), of: quotas.resetsPerMonth },
    speedLevel: account.speedLevel,
    clientMsgIds: clientMsgIds.size,
    content: account.content.counts(now),
    jobs: jobs.length,
    sending: jobs.filter((job) => job.state === "SENDING").length,
    deliveries: ledger.deliveryCount,
    latestJobs: jobs
      .slice(-LATEST_JOBS)
      .reverse()
      .map((job) => ({ ...job, sentSoFar: sentSoFar(job, now) })),
  };
}

/** Used and allowed today per interface that was used; null: without limit. */
function quotaReport({ quotas }: Account, now: number): unknown {
  return Object.entries(quotas.report(now)).map(([name, used]) => {
    const perDay = quotas.perDay(name);
    return { name, used, limit: Number.isFinite(perDay) ? perDay : null };
  });
}

/** Deliveries as they would have come by now: WeChat decides at acceptance and sends at an even pace. */
function sentSoFar({ state, acceptedAt, finishAt, sentCount }: MassJob, now: number): number {
  if (state !== "SENDING" || finishAt <= acceptedAt) return sentCount;
  return Math.floor(sentCount * Math.min(1, Math.max(0, (now - acceptedAt) / (finishAt - acceptedAt))));
}
