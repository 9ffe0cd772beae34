import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import type { ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";

/**
 * `GET ledger?` with `openid` (what one person got), or `msgId`, `clientMsgId`, `clientMsgIdPrefix`, or nothing (all jobs).
 * `GET recipients?` with the same choice of jobs: who got them, as openids. Both take `appId`.
 */
export function ledgerRoutes(world: World): ControlRoutes {
  return {
    "GET ledger": ({ query }) => {
      const account = accountNamed(world, query.get("appId"));
      const openid = query.get("openid");
      return openid === null ? jobsReport(account, chosenJobs(account, query)) : personReport(account, openid);
    },
    "GET recipients": ({ query }) => {
      const account = accountNamed(world, query.get("appId"));
      const people = account.ledger.recipientsOf(chosenJobs(account, query));
      return { recipients: people.length, openids: people.map((n) => account.followers.openidOf(n)) };
    },
  };
}

function jobsReport({ ledger }: Account, jobs: MassJob[]): unknown {
  return { ...ledger.summarize(jobs), jobList: jobs };
}

function personReport({ ledger, followers }: Account, openid: string): unknown {
  const n = numberOf(followers, openid);
  const msgIds = ledger.deliveriesTo(n);
  return { openid, number: n, deliveries: msgIds.length, msgIds };
}

function chosenJobs({ ledger }: Account, query: URLSearchParams): MassJob[] {
  const msgId = query.get("msgId");
  if (msgId !== null) {
    if (!/^\d{1,20}$/.test(msgId)) throw new ControlError("msgId is a whole number");
    return ledger.allJobs().filter((job) => job.msgId === BigInt(msgId));
  }
  const clientMsgId = query.get("clientMsgId");
  if (clientMsgId !== null) return ledger.allJobs().filter((job) => job.clientMsgId === clientMsgId);
  return ledger.jobsByPrefix(query.get("clientMsgIdPrefix") ?? "");
}

function numberOf(followers: Account["followers"], openid: string): number {
  try {
    return followers.numberOf(openid);
  } catch {
    throw new ControlError("openid is not one of this account's");
  }
}
