import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { traceQueries } from "../tracing/traced-queries.js";
import { noTracing, type Tracing } from "../tracing/tracing.js";
import { PrismaClient } from "./generated/client.js";

/** Set-based SQL runs on a `pg` client; Prisma serves the rows one handles singly. Both share the same database. */
export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Runs `work` in one transaction on one connection; rolls back on any throw. */
  transaction<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** bigint columns hold WeChat's 64-bit msg_ids and log positions: a Number would lose digits. Ours only, since the job queue shares `pg`. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 && format !== "binary" ? BigInt : pg.types.getTypeParser(oid, format as "text"),
};

/** Connections: `pool` up to 10, Prisma up to 10 (embedded PostgreSQL allows 100). Statement time-out 60 s. */
export function openDatabase(connectionString: string, tracing: Tracing = noTracing): Database {
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 5_000, statement_timeout: 60_000, types });
  // A connection lost with the server must not end the process, neither an idle one nor one that a transaction holds between two
  // queries (for those pg takes its own listener away); the next query reports it.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  traceQueries(pool, tracing);
  const prisma = new PrismaClient({ adapter: prismaAdapter({ connectionString, max: 10, connectionTimeoutMillis: 5_000 }, tracing) });
  return {
    prisma,
    pool,
    transaction: (work) => inTransaction(pool, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function prismaAdapter(config: pg.PoolConfig, tracing: Tracing): PrismaPg {
  if (!tracing.on) return new PrismaPg(config);
  const pool = new pg.Pool(config);
  pool.on("error", () => undefined);
  traceQueries(pool, tracing);
  return new PrismaPg(pool, { disposeExternalPool: true });
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    // A connection that could not roll back is not given to anybody else.
    client.release(broken);
  }
}
