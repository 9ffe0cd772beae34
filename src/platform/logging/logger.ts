import { type DestinationStream, pino } from "pino";
import { logFields } from "./log-fields.js";
import { hidePersonalNumbers } from "./personal-numbers.js";

/** What the program's parts need of a logger; pino's fits. Details first, then one sentence. */
export interface Logger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
  fatal(details: object, message: string): void;
  child(bindings: Record<string, unknown>): Logger;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** Never written in clear, however deep they stand: what opens an account, and what names a person. */
const SECRET_KEY =
  /^(access_?token|token|.*secret|.*password(hash)?|authorization|cookie|encoding_?aes_?key|api_?key|secret_?key|connection_?string|database_?url|phone|.*openids?|tousers?|unionid|identity_?card)$/i;
const MASK = "[hidden]";
const MAX_DEPTH = 6;

/** JSON lines on stdout, or on `destination`, each with the ids of what it is about (`withLogFields`); the process id and host name stay out, since whoever collects the lines adds them. */
export function createLogger(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // What the line itself says goes before.
      mixin: () => ({ ...logFields() }),
      serializers: { err: describeError, error: describeError },
      formatters: {
        level: (label) => ({ level: label }),
        log: (details) => hideSecrets(details, 0) as Record<string, unknown>,
      },
    },
    options.destination ?? pino.destination(1),
  );
  const plainChild = logger.child;
  // pino's own formatter is not asked about a child's bindings. Children of children inherit this one.
  return Object.assign(logger, {
    child(this: typeof logger, bindings: Record<string, unknown>) {
      return plainChild.call(this, hideSecrets(bindings, 0) as Record<string, unknown>);
    },
  });
}

/** A logger that writes nowhere: for tests and one-shot commands. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => silentLogger,
};

function hideSecrets(value: unknown, depth: number): unknown {
  if (typeof value === "string") return hideSecretsIn(value);
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_KEY.test(key) && inner != null ? MASK : hideSecrets(inner, depth + 1)]),
  );
}

/** WeChat takes the token in the address, so an error that quotes an address would carry it; a database quotes what it was given. */
function hideSecretsIn(text: string): string {
  return hidePersonalNumbers(text)
    .replace(/((?:access_token|secret|password|token)=)[^&\s"']+/gi, `$1${MASK}`)
    .replace(/(:\/\/[^:/\s]+:)[^@\s]+@/g, `$1${MASK}@`);
}

function describeError(error: unknown, depth: unknown = 0): unknown {
  if (!(error instanceof Error)) return error;
  const level = typeof depth === "number" ? depth : 0;
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const because = cause === undefined || level >= MAX_DEPTH ? {} : { cause: hideSecrets(cause, level + 1) };
  return { name, message: hideSecretsIn(message), ...code, stack: stack === undefined ? undefined : hideSecretsIn(stack), ...because };
}
