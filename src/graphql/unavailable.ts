/*
 * What the drivers throw when the database, Redis, Elasticsearch, the object store or the network does not answer. Told by name, code and
 * message, since this folder knows no driver; a driver's other errors are bugs of ours.
 */

const SYSTEM_CODES = new Set(
  "ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH EHOSTDOWN".split(" "),
);
/** SQLSTATE: connection lost (08), server stopping or starting (57P), time-out or cancel (57014), no resources (53), serialisation and deadlock (40), lock wait (55P03), failed-over to a read-only server (25006). */
const SQL_STATES = /^(08...|57P0.|57014|53...|40001|40P01|55P03|25006)$/;
/** Prisma: unreachable, timed out, closed, pool exhausted, write conflict, too many connections. */
const PRISMA_CODES = /^P(1001|1002|1008|1011|1017|2024|2034|2037)$/;
const DRIVER_KINDS = new Set(
  "DatabaseNotReachable ConnectionClosed TlsConnectionError TooManyConnections SocketTimeout TransactionWriteConflict".split(" "),
);
const NAMES = new Set(
  "PrismaClientInitializationError MaxRetriesPerRequestError ClusterAllFailedError ConnectionError NoLivingConnectionsError TimeoutError ObjectStoreUnavailable RedisUnreachable".split(
    " ",
  ),
);
/** pg and Redis give these no code. */
const MESSAGES =
  /^(LOADING |CLUSTERDOWN |MASTERDOWN |READONLY |TRYAGAIN |Command timed out|Too many Cluster redirections|Cluster isn't ready|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable|Query read timeout|Connection is closed)/;
const MAX_CAUSES = 5;

/** Whether `error`, or what caused it, says that something we depend on does not answer now. */
export function isUnavailable(error: unknown, causesLeft: number = MAX_CAUSES): boolean {
  if (typeof error !== "object" || error === null || causesLeft === 0) return false;
  const { name, code, kind, message, cause, errors } = error as Record<string, unknown>;
  if (typeof code === "string" && (SYSTEM_CODES.has(code) || SQL_STATES.test(code) || PRISMA_CODES.test(code))) return true;
  if (typeof name === "string" && NAMES.has(name)) return true;
  if (typeof kind === "string" && DRIVER_KINDS.has(kind)) return true;
  if (typeof message === "string" && MESSAGES.test(message)) return true;
  if (Array.isArray(errors) && errors.some((inner) => isUnavailable(inner, causesLeft - 1))) return true;
  return isUnavailable(cause, causesLeft - 1) || isUnavailable(driverErrorOf(error), causesLeft - 1);
}

/** Prisma hides what the driver adapter said under `meta`. */
function driverErrorOf(error: object): unknown {
  const meta = "meta" in error ? error.meta : undefined;
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta ? meta.driverAdapterError : undefined;
}
