import { type Audience, reachableOf } from "../../audiences/index.js";

/** WeChat takes 60 mass calls a minute. */
const SECONDS_A_CALL = 1;

/** Everybody of an audience in one of four places, and what it leaves the reachable ones. */
export interface ForecastNumbers {
  count: number;
  reachable: number;
  notSubscribed: number;
  blacklisted: number;
  overMonthlyLimit: number;
  atLimitAfterwards: number;
}

/** Sets of which each holds the next, the audience first; then those of the last with one mass send left. To be counted at one moment. */
export function nestedScopes(audience: Audience): Audience[] {
  const follows: Audience = { kind: "all", of: [audience, { kind: "subscribed", value: true }] };
  const wanted: Audience[] = [
    { kind: "status", status: "NORMAL" },
    { kind: "not", of: { kind: "blacklisted" } },
  ];
  const reached = reachableOf(audience);
  return [
    audience,
    follows,
    { kind: "all", of: [follows, ...wanted] },
    reached,
    { kind: "all", of: [reached, { kind: "massSendsLeft", atMost: 1 }] },
  ];
}

/** From the counts of `nestedScopes`: differences of sets that hold one another, so the parts are disjoint and add up. */
export function numbersOf(counts: readonly number[]): ForecastNumbers {
  const [count = 0, follow = 0, wanted = 0, reachable = 0, atLimitAfterwards = 0] = counts;
  return {
    count,
    reachable,
    notSubscribed: count - follow,
    blacklisted: follow - wanted,
    overMonthlyLimit: wanted - reachable,
    atLimitAfterwards,
  };
}

/** Calls at WeChat's pace, or delivery at the account's speed, whichever takes longer. */
export function minimumSeconds(calls: number, recipients: number, peoplePerMinute: number): number {
  return Math.ceil(Math.max(calls * SECONDS_A_CALL, (recipients * 60) / peoplePerMinute));
}
