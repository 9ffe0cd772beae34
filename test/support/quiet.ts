/** A logger that says nothing. */
export const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
