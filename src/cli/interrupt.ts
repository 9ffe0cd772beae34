const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * While `work` runs, Ctrl+C and SIGTERM end the process by `process.exit` instead of at once: what listens to its exit stops the
 * embedded database and gives the terminal its cursor back. An open transaction is rolled back by the database.
 */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  const onSignal = (signal: keyof typeof EXIT_CODES) => process.exit(EXIT_CODES[signal]);
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work();
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/** Runs `restore` when the process exits before the returned function was called. */
export function onExit(restore: () => void): () => void {
  process.once("exit", restore);
  return () => process.off("exit", restore);
}
