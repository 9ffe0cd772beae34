import type { Audience } from "../../audiences/index.js";

const DAY_MS = 86_400_000;
/** Asia/Shanghai's midnight in Greenwich: UTC+8, without summer time. */
const MIDNIGHT_MS = 16 * 3_600_000;
/** Once more, in case two processes disagree on when midnight was. */
const AFTER_MIDNIGHT_MS = 10 * 60_000;
/** Positions are forgotten after 60 days, and who stored one may have been killed before the change log was told; mass sends are in no log. */
const PLACES_MS = 5 * 60_000;

interface Times {
  everyMs: number;
  offsetMs: number;
}

const AGE_TIMES: readonly Times[] = [
  { everyMs: DAY_MS, offsetMs: MIDNIGHT_MS },
  { everyMs: DAY_MS, offsetMs: MIDNIGHT_MS + AFTER_MIDNIGHT_MS },
];
const PLACE_TIMES: readonly Times[] = [{ everyMs: PLACES_MS, offsetMs: 0 }];

/** When an expression that changes by itself was last to be evaluated anew; null for one that changes only with the users. */
export function lastChangeByItself(audience: Audience, now: Date): Date | null {
  const times = timesOf(audience).map(({ everyMs, offsetMs }) => Math.floor((now.getTime() - offsetMs) / everyMs) * everyMs + offsetMs);
  return times.length === 0 ? null : new Date(Math.max(...times));
}

/** When it is to be evaluated next. */
export function nextChangeByItself(audience: Audience, now: Date): Date | null {
  const times = timesOf(audience).map(
    ({ everyMs, offsetMs }) => (Math.floor((now.getTime() - offsetMs) / everyMs) + 1) * everyMs + offsetMs,
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function timesOf(audience: Audience): readonly Times[] {
  switch (audience.kind) {
    case "all":
    case "any":
      return audience.of.flatMap(timesOf);
    case "not":
      return timesOf(audience.of);
    case "segment":
      return audience.of ? timesOf(audience.of) : [];
    case "age":
      return AGE_TIMES;
    case "near":
    case "unreached":
      return PLACE_TIMES;
    default:
      return [];
  }
}
