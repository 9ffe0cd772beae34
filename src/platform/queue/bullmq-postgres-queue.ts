import {
  createPostgresBackend,
  type JobProgress,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from "bullmq";
import pg from "pg";
import type { Logger } from "../logging/logger.js";
import { BullmqQueue, type BullmqStore, type Envelope, QUEUE_TIMINGS, type QueueTimings } from "./bullmq-queue.js";
import type { JobQueue } from "./job-queue.port.js";

const SCHEMA = "bullmq";

/**
 * BullMQ on PostgreSQL, in its own schema "bullmq", which it makes and updates itself under a lock of its own.
 * Each worker holds one connection for LISTEN; the rest is shared (10 at most).
 */
export async function openPostgresQueue(options: {
  connectionString: string;
  logger: Logger;
  timings?: Partial<QueueTimings>;
}): Promise<JobQueue> {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    // 10 for work, and one held by each worker; a process has a handful of queues.
    max: 20,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    options: `-c search_path="${SCHEMA}"`,
  });
  pool.setMaxListeners(0);
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => options.logger.debug({ error }, "an idle connection of the job queue was lost"));
  try {
    await migrateQueue(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new BullmqQueue(storeOn(pool), options.logger, { ...QUEUE_TIMINGS, ...options.timings });
}

async function migrateQueue(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    client.release();
  }
}

type PostgresQueue = Queue<Envelope, void, string, Envelope, void, string, PostgresQueueBackend, PostgresConnectionOptions>;
type PostgresWorker = Worker<Envelope, void, string, PostgresQueueBackend, JobProgress, PostgresConnectionOptions>;

function storeOn(pool: pg.Pool): BullmqStore {
  return {
    queue: (name): PostgresQueue => new Queue(name, { connection: pool, streams: { events: { maxLen: 100 } } }, createPostgresBackend),
    worker: (name, process, options): PostgresWorker => new Worker(name, process, { connection: pool, ...options }, createPostgresBackend),
    end: () => pool.end(),
  };
}
