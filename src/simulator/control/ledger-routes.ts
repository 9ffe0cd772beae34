import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { APP_ID, asking, type ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";

const JOBS = {
  ...APP_ID,
  msgId: "one send",
  clientMsgId: "one send",
  clientMsgIdPrefix: "the sends whose clientmsgid begins so; without any of the three: all sends",
  limit: "at most so many jobs or openids (10,000 jobs, all openids)",
};
const MOST_LISTED_JOBS = 10_000;

/**
 * `GET ledger?` with `openid` (what one person got), or `msgId`, `clientMsgId`, `clientMsgIdPrefix`, or nothing (all jobs).
 * `GET recipients?` with the same choice of jobs: who got them, as openids. Both take `appId`.
 */
export function ledgerRoutes(world: World): ControlRoutes {
  return {
    "GET ledger": asking(
      "who got what: { jobs, deliveries, recipients, deliveredOnce, deliveredMoreThanOnce, jobList }, or what one person got",
      (query) => {
        const account = accountNamed(world, query.get("appId"));
        const openid = query.get("openid");
        return openid === null ? jobsReport(account, chosenJobs(account, query), query) : personReport(account, openid, query);
      },
      { ...JOBS, openid: "one person: { deliveries, msgIds }, of the sends chosen" },
    ),
    "GET recipients": asking(
      "the openids of those who got the sends chosen",
      (query) => {
        const account = accountNamed(world, query.get("appId"));
        const people = account.ledger.recipientsOf(chosenJobs(account, query));
        const listed = people.slice(0, limitIn(query, people.length));
        return { recipients: people.length, openids: listed.map((n) => account.followers.openidOf(n)) };
      },
      JOBS,
    ),
  };
}

/** The newest jobs are listed where there are more than the limit. */
function jobsReport({ ledger }: Account, jobs: MassJob[], query: URLSearchParams): unknown {
  const limit = limitIn(query, MOST_LISTED_JOBS);
  return { ...ledger.summarize(jobs), jobList: limit === 0 ? [] : jobs.slice(-limit) };
}

function personReport(account: Account, openid: string, query: URLSearchParams): unknown {
  const { ledger, followers } = account;
  const n = numberOf(followers, openid);
  const chosen = new Set(chosenJobs(account, query).map(({ msgId }) => msgId));
  const msgIds = ledger.deliveriesTo(n).filter((msgId) => chosen.has(msgId));
  return { openid, number: n, deliveries: msgIds.length, msgIds };
}

function chosenJobs({ ledger }: Account, query: URLSearchParams): MassJob[] {
  const msgId = query.get("msgId");
  if (msgId !== null) {
    if (!/^\d{1,20}$/.test(msgId)) throw new ControlError("msgId is a whole number");
    const job = ledger.job(BigInt(msgId));
    return job ? [job] : [];
  }
  const clientMsgId = query.get("clientMsgId");
  if (clientMsgId !== null) return ledger.allJobs().filter((job) => job.clientMsgId === clientMsgId);
  return ledger.jobsByPrefix(query.get("clientMsgIdPrefix") ?? "");
}

function limitIn(query: URLSearchParams, normally: number): number {
  const limit = query.get("limit");
  if (limit === null) return normally;
  if (!/^\d{1,9}$/.test(limit)) throw new ControlError("limit is a whole number");
  return Number(limit);
}

function numberOf(followers: Account["followers"], openid: string): number {
  try {
    return followers.numberOf(openid);
  } catch {
    throw new ControlError("openid is not one of this account's");
  }
}
