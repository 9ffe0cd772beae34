import { isQuiet, type QuietHours, quietHoursText } from "./quiet-hours.js";

const DAY_MS = 24 * 3_600_000;
/** Followers who came or went since, unseen, begin to matter. */
const STALE_DAYS = 7;
/** So few calls left for the rest of the day are worth a word. */
const FEW_CALLS = 5;

/** An earlier send of the same content. */
export interface SameContent {
  name: string;
  recipients: number;
  at: Date;
}

export interface WarningFacts {
  now: Date;
  reachable: number;
  batches: number;
  callsLeft: number;
  /** False: WeChat did not say how many calls are left, and they were reckoned from its documented limit. */
  callsFromWeChat: boolean;
  syncedAt: Date | null;
  /** Why the audience, which looks as if it were one group of WeChat's, does not go out by one call. */
  doubts: readonly string[];
  quietHours: QuietHours | null;
  /** When it would go out. */
  at: Date;
  sameContent: readonly SameContent[];
  /** People reached when it was approved; null where it was not. */
  approvedCount: number | null;
}

/** What to look at before sending, the gravest first. */
export function forecastWarnings(facts: WarningFacts): string[] {
  return [
    ...callWarnings(facts),
    ...facts.sameContent.map((earlier) => sameContentWarning(earlier, facts.now)),
    ...driftWarning(facts),
    ...quietWarning(facts),
    ...syncWarning(facts),
    ...facts.doubts.map((doubt) => `Not by one call of mass/sendall: ${doubt}.`),
  ];
}

function callWarnings({ batches, callsLeft, callsFromWeChat }: WarningFacts): string[] {
  const unsaid = callsFromWeChat
    ? []
    : ["WeChat does not say how many calls are left today: this is reckoned from its documented 100 a day."];
  if (batches === 0) return unsaid;
  const left = callsLeft - batches;
  if (left < 0) return [`It takes ${batches} calls and WeChat takes ${callsLeft} more today: the rest waits for the next day.`, ...unsaid];
  return left <= FEW_CALLS ? [`It leaves ${left} of today's calls.`, ...unsaid] : unsaid;
}

/**
 * WeChat takes a repeated send within 24 hours for the same one only by its clientMsgId, or without one by a digest of range and content.
 * Tagcast always gives one, so nothing but this warning stands between.
 */
function sameContentWarning({ name, recipients, at }: SameContent, now: Date): string {
  const hours = Math.max(1, Math.round((now.getTime() - at.getTime()) / 3_600_000));
  return `"${name}" with the same content went to ${recipients} people ${hours} h ago: WeChat would refuse a plain repetition within 24 hours (digest rule), but delivers this one.`;
}

function driftWarning({ approvedCount, reachable }: WarningFacts): string[] {
  if (approvedCount === null || approvedCount === reachable) return [];
  const more = reachable > approvedCount ? "more" : "fewer";
  return [`It reaches ${reachable} people now, ${Math.abs(reachable - approvedCount)} ${more} than when it was approved.`];
}

function quietWarning({ quietHours, at }: WarningFacts): string[] {
  if (quietHours === null || !isQuiet(quietHours, at)) return [];
  return [`It would go out in the quiet hours, ${quietHoursText(quietHours)} (Asia/Shanghai).`];
}

function syncWarning({ syncedAt, now }: WarningFacts): string[] {
  if (syncedAt === null)
    return ["The followers were never listed from WeChat: who follows that Tagcast was not told of is missing (syncFromWeChat)."];
  const days = Math.floor((now.getTime() - syncedAt.getTime()) / DAY_MS);
  return days < STALE_DAYS
    ? []
    : [`The followers were last listed from WeChat ${days} days ago: the numbers may not add up (syncFromWeChat).`];
}
