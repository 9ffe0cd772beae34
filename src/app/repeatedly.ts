interface RoundLogger {
  warn(details: object, message: string): void;
}

export interface Repetition {
  start(): void;
  /** No further round; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Runs `round` at once and then every `everyMs`, never two at a time. One that fails is logged as `what` and simply comes again. */
export function repeatedly(everyMs: number, what: string, round: () => Promise<unknown>, log: RoundLogger): Repetition {
  let timer: NodeJS.Timeout | null = null;
  let underWay: Promise<unknown> | null = null;
  const run = () => {
    underWay ??= round()
      .catch((error: unknown) => log.warn({ err: error }, `${what} failed; it comes again`))
      .finally(() => {
        underWay = null;
      });
  };
  return {
    start: () => {
      timer = setInterval(run, everyMs).unref();
      run();
    },
    stop: async () => {
      if (timer) clearInterval(timer);
      await underWay;
    },
  };
}
