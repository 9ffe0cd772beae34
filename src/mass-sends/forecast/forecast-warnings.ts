import { type Words, words } from "../words.js";
import { isQuiet, type QuietHours, quietHoursText } from "./quiet-hours.js";

const DAY_MS = 24 * 3_600_000;
/** Followers who came or went since, unseen, begin to matter. */
const STALE_DAYS = 7;
/** So few calls left for the rest of the day are worth a word. */
const FEW_CALLS = 5;

const UNSAID = words(
  "WeChat does not say how many calls are left today: this is reckoned from its documented 100 a day.",
  "微信没有返回今天剩余的调用次数：这里按它公布的每天 100 次推算。",
);
const NEVER_LISTED = words(
  "The followers were never listed from WeChat: who follows that Tagcast was not told of is missing (syncFromWeChat).",
  "还没有从微信同步过粉丝名单：没有通知到这里的粉丝不在其中，请先同步。",
);

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
  doubts: readonly Words[];
  quietHours: QuietHours | null;
  /** When it would go out. */
  at: Date;
  sameContent: readonly SameContent[];
  /** People reached when it was approved; null where it was not. */
  approvedCount: number | null;
}

/** What to look at before sending, the gravest first. */
export function forecastWarnings(facts: WarningFacts): Words[] {
  return [
    ...callWarnings(facts),
    ...facts.sameContent.map((earlier) => sameContentWarning(earlier, facts.now)),
    ...driftWarning(facts),
    ...quietWarning(facts),
    ...syncWarning(facts),
    ...facts.doubts.map(({ en, zh }) => words(`Not by one call of mass/sendall: ${en}.`, `不能一次性群发（mass/sendall）：${zh}。`)),
  ];
}

function callWarnings({ batches, callsLeft, callsFromWeChat }: WarningFacts): Words[] {
  const unsaid = callsFromWeChat ? [] : [UNSAID];
  if (batches === 0) return unsaid;
  const left = callsLeft - batches;
  if (left < 0) return [tooManyCalls(batches, callsLeft), ...unsaid];
  return left <= FEW_CALLS ? [words(`It leaves ${left} of today's calls.`, `发送后今天只剩 ${left} 次调用。`), ...unsaid] : unsaid;
}

function tooManyCalls(batches: number, callsLeft: number): Words {
  return words(
    `It takes ${batches} calls and WeChat takes ${callsLeft} more today: the rest waits for the next day.`,
    `需要调用 ${batches} 次，而微信今天还接受 ${callsLeft} 次：其余的等到第二天。`,
  );
}

/**
 * WeChat takes a repeated send within 24 hours for the same one only by its clientMsgId, or without one by a digest of range and content.
 * Tagcast always gives one, so nothing but this warning stands between.
 */
function sameContentWarning({ name, recipients, at }: SameContent, now: Date): Words {
  const hours = Math.max(1, Math.round((now.getTime() - at.getTime()) / 3_600_000));
  return words(
    `"${name}" with the same content went to ${recipients} people ${hours} h ago: WeChat would refuse a plain repetition within 24 hours (digest rule), but delivers this one.`,
    `“${name}”在 ${hours} 小时前把同样的内容发给了 ${recipients} 人：单纯的重复会被微信在 24 小时内拒绝，而这一次会照常送达。`,
  );
}

function driftWarning({ approvedCount, reachable }: WarningFacts): Words[] {
  if (approvedCount === null || approvedCount === reachable) return [];
  const [more, apart] = [reachable > approvedCount, Math.abs(reachable - approvedCount)];
  return [
    words(
      `It reaches ${reachable} people now, ${apart} ${more ? "more" : "fewer"} than when it was approved.`,
      `现在可达 ${reachable} 人，比批准时${more ? "多" : "少"} ${apart} 人。`,
    ),
  ];
}

function quietWarning({ quietHours, at }: WarningFacts): Words[] {
  if (quietHours === null || !isQuiet(quietHours, at)) return [];
  const hours = quietHoursText(quietHours);
  return [words(`It would go out in the quiet hours, ${hours} (Asia/Shanghai).`, `发送时间在免打扰时段内（${hours}，北京时间）。`)];
}

function syncWarning({ syncedAt, now }: WarningFacts): Words[] {
  if (syncedAt === null) return [NEVER_LISTED];
  const days = Math.floor((now.getTime() - syncedAt.getTime()) / DAY_MS);
  if (days < STALE_DAYS) return [];
  return [
    words(
      `The followers were last listed from WeChat ${days} days ago: the numbers may not add up (syncFromWeChat).`,
      `上次从微信同步粉丝名单是 ${days} 天前：人数可能不准，请再同步一次。`,
    ),
  ];
}
