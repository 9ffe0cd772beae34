import type { Logger } from "../platform/logging/logger.js";

const DEADLINE_SECONDS = 10;
/** npm passes Ctrl+C on to a program that has had it from the terminal already: one press, two signals. */
const SAME_PRESS_MS = 500;
const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const INTERRUPTED_EXIT_CODE = 130;

/**
 * Waits for SIGTERM or SIGINT and then stops in order: `close` has ten seconds after those it waits on purpose. A second signal, a crash or the deadline ends
 * the process at once; embedded PostgreSQL and whatever was in flight recover at the next start. Resolves to the exit code.
 */
export function untilStopped(close: () => Promise<void>, logger: Logger, delaySeconds = 0): Promise<number> {
  const seconds = DEADLINE_SECONDS + delaySeconds;
  return new Promise((resolve) => {
    let since: number | null = null;
    const onSignal = (signal: NodeJS.Signals) => {
      if (since === null) {
        since = Date.now();
        logger.info({ signal }, `stopping: what is in flight is finished first (at most ${seconds} seconds; once more to stop at once)`);
        void stopInTime(close, logger, seconds).then(resolve);
      } else if (Date.now() - since > SAME_PRESS_MS) {
        process.exit(INTERRUPTED_EXIT_CODE);
      }
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}

async function stopInTime(close: () => Promise<void>, logger: Logger, seconds: number): Promise<number> {
  // Not cleared: whatever keeps the process alive after the last step is cut off as well.
  setTimeout(() => {
    logger.error({}, `not everything stopped within ${seconds} seconds; ending now`);
    process.exit(1);
  }, seconds * 1_000).unref();
  try {
    await close();
    return 0;
  } catch (error) {
    logger.error({ err: error }, "stopping failed");
    return 1;
  }
}

/** An error that nobody handled leaves the process in an unknown state: it is logged, and the process ends with exit code 1. */
export function exitOnUnexpectedErrors(logger: Logger): void {
  const onError = (error: unknown, origin: string) => {
    logger.fatal({ err: error, origin }, "unexpected error, the process ends");
    process.exit(1);
  };
  process.on("uncaughtException", (error) => onError(error, "uncaughtException"));
  process.on("unhandledRejection", (reason) => onError(reason, "unhandledRejection"));
}
