const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits before the second try, the third, …: together 16 hours, so that a receiver may be down for a night. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
];

/** A webhook of which every try fails for so long, and at least so often, is stopped: nobody reads it any more. */
export const STOP_AFTER_MS = 3 * 24 * HOUR;
export const STOP_AFTER_FAILURES = 20;

/**
 * How long to wait after the n-th failed try; null: it was the last. Drawn from the upper half of the delay, so that messages that
 * failed together do not come again together. `random` is in 0..1.
 */
export function retryDelayMs(attempts: number, random: number): number | null {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  return delay === undefined ? null : Math.round(delay * (0.5 + random / 2));
}

/** Whether a webhook that has just failed once more is to be stopped. */
export function isToBeStopped(failures: number, failingSince: Date, now: Date): boolean {
  return failures >= STOP_AFTER_FAILURES && now.getTime() - failingSince.getTime() >= STOP_AFTER_MS;
}
