const DAY_MS = 86_400_000;
/** China has one time zone and no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const FIRST_BACKOFF_MS = 2_000;
const LONGEST_BACKOFF_MS = 300_000;

/** WeChat remembers a clientmsgid for 24 hours; an hour is left for clocks that differ and for the call itself. */
export const MEMORY_MS = 23 * 3_600_000;

/** How long to wait after the n-th unclear answer: 2 s, 4 s, … at most 5 minutes. */
export function unclearBackoffMs(attempts: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempts - 1, 30));
}

/** WeChat may have forgotten what was first tried at `since`: repeating it could send it twice. */
export function isForgotten(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() > MEMORY_MS;
}

/** The next midnight in Asia/Shanghai, when daily quotas are new (assumed; WeChat names no hour). */
export function nextDayInChina(now: Date): Date {
  return new Date(Math.floor((now.getTime() + CHINA_OFFSET_MS) / DAY_MS + 1) * DAY_MS - CHINA_OFFSET_MS);
}

/** WeChat's clock and ours differ a little, and so may its midnight. */
export const QUOTA_DELAY_MS = 300_000;

/** When a send that met an empty daily quota tries again. */
export function quotaReturnsAt(now: Date, delayMs = QUOTA_DELAY_MS): Date {
  return new Date(nextDayInChina(now).getTime() + delayMs);
}

/** A moment as the account's people read it, to the minute. */
export function chinaTime(at: Date): string {
  const local = new Date(at.getTime() + CHINA_OFFSET_MS).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)}`;
}

/** The earliest of several moments, of which null is none. */
export function earliest(...moments: readonly (Date | null)[]): Date | null {
  const known = moments.flatMap((moment) => moment?.getTime() ?? []);
  return known.length === 0 ? null : new Date(Math.min(...known));
}
