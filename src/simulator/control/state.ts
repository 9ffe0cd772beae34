import type { CallbackPusher } from "../callbacks/pusher.js";
import { chinaDay } from "../clock.js";
import type { Account } from "../model/account.js";
import type { World } from "../world.js";

const LATEST_JOBS = 30;

/** What the page shows, and tests read. No secrets and no tokens. */
export function stateOf(world: World, pusher: CallbackPusher): unknown {
  const now = world.clock.now();
  return {
    now,
    day: chinaDay(now),
    clockOffsetMs: world.clock.offsetMs,
    speedFactor: world.options.speedFactor,
    apps: world.allAccounts().map((account) => accountState(account, now)),
    calls: world.calls.report(),
    recentCalls: world.calls.recent(),
    callbacks: pusher.counts,
    faults: world.faults.list(),
  };
}

function accountState(account: Account, now: number): unknown {
  const { settings, followers, tags, tokens, quotas, ledger, clientMsgIds } = account;
  const jobs = ledger.allJobs();
  return {
    appId: settings.appId,
    kind: settings.kind,
    verified: settings.verified,
    callback: settings.callback ? { url: settings.callback.url, mode: settings.callback.mode } : null,
    followers: followers.total,
    blacklisted: followers.blacklisted.size,
    tags: tags.all().map(({ id, name, members }) => ({ id, name, count: members.size })),
    tokensIssued: tokens.issued,
    usedToday: quotas.report(now),
    speedLevel: account.speedLevel,
    clientMsgIds: clientMsgIds.size,
    jobs: jobs.length,
    sending: jobs.filter((job) => job.state === "SENDING").length,
    deliveries: ledger.deliveryCount,
    latestJobs: jobs.slice(-LATEST_JOBS).reverse(),
  };
}
