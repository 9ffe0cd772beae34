/** What adapters ask of an error that `pg` or Prisma threw. */

const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";
/** Silent for too long inside a transaction; a transaction that took too long. Both end the connection. */
const TRANSACTION_TIMEOUTS: readonly unknown[] = ["25P03", "25P04"];
const CONNECTION_LOST = new Set<unknown>(["ECONNRESET", "EPIPE", "57P01"]);
/** What `pg` says, without a code, where the server closed the connection. */
const CLOSED = /^Connection terminated|^Client has encountered a connection error/;
const SERIALIZATION_FAILURE = "40001";
const PRISMA_UNIQUE_VIOLATION = "P2002";

/**
 * Was this refused because such a row exists? `constraint` names the index (as in the migration, e.g. "tag_tenant_id_name_key"), for tables
 * that have several.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  if (error.code === UNIQUE_VIOLATION) return constraint === undefined || ("constraint" in error && error.constraint === constraint);
  return error.code === PRISMA_UNIQUE_VIOLATION && (constraint === undefined || prismaConstraint(error) === constraint);
}

/** Was this statement given up for statement_timeout (or cancelled by an administrator)? */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === QUERY_CANCELED;
}

/** Did the server end the connection since a transaction took too long, or stood idle for too long? */
export function isTransactionTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && TRANSACTION_TIMEOUTS.includes(error.code);
}

/** Is the connection gone, for whatever reason? */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && (("code" in error && CONNECTION_LOST.has(error.code)) || CLOSED.test(error.message));
}

/** Prisma with a driver adapter: meta.driverAdapterError.cause.constraint.index. */
function prismaConstraint(error: Error): unknown {
  return ["meta", "driverAdapterError", "cause", "constraint", "index"].reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined),
    error,
  );
}

/** Did a REPEATABLE READ transaction meet rows that another one changed since it began? It may be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === SERIALIZATION_FAILURE;
}
