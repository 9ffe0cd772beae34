import { type Cluster, Redis } from "ioredis";
import type { Logger } from "../logging/logger.js";
import { settlesWithin } from "../time/settles-within.js";
import { OutageLog } from "./outage-log.js";

/** How a Redis, or each node of a Cluster, is entered. */
export interface RedisEntry {
  /** null: none is needed. */
  username: string | null;
  password: string | null;
  tls: boolean;
}

/** Where Redis is, and how it is entered. */
export interface RedisSettings extends RedisEntry {
  host: string;
  port: number;
  database: number;
}

/**
 * `commands`: each answers or fails within about 3 s, whatever the network does. `waiting`: each waits until Redis is there again,
 * for those who listen or block, which would otherwise have to be begun anew.
 */
export type RedisUse = "commands" | "waiting";

const COMMAND_MS = 3_000;
const CONNECT_MS = 3_000;
/** How long a start waits for the first connection. */
const FIRST_CONNECTION_MS = 8_000;
const CLOSE_MS = 500;
const RECONNECT_AND_RESEND = 2;

/** Connects, and goes on reconnecting whenever the connection is lost. Rejects where Redis does not answer now, with what it said. */
export async function openRedis(settings: RedisSettings, use: RedisUse, logger: Logger): Promise<Redis> {
  const client = newClient(settings, use);
  const log = new OutageLog(client, logger, addressOf(settings));
  try {
    await answers(client);
  } catch (error) {
    client.disconnect();
    throw unreachable(settings, log.lastError ?? error);
  }
  log.begin();
  return client;
}

/** Lets what is under way end, then cuts the connection; never rejects. */
export async function closeRedis(client: Redis | Cluster): Promise<void> {
  const quit = client.quit().then(
    () => undefined,
    () => undefined,
  );
  await settlesWithin(quit, CLOSE_MS);
  client.disconnect();
}

/** For messages: no user, no password. */
function addressOf({ host, port }: RedisSettings): string {
  return `${host}:${port}`;
}

/** As ioredis wants it. */
export function entryOptions({ username, password, tls }: RedisEntry): { username?: string; password?: string; tls?: object } {
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
}

function newClient({ host, port, database, ...entry }: RedisSettings, use: RedisUse): Redis {
  return new Redis({
    ...{ host, port, db: database },
    ...entryOptions(entry),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: (times) => Math.min(times * 50, 1_000),
    // A master that was made a replica: its name or address belongs to another one by now.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? RECONNECT_AND_RESEND : false),
    maxRetriesPerRequest: use === "waiting" ? null : 1,
    ...(use === "waiting" ? {} : { commandTimeout: COMMAND_MS }),
  });
}

async function answers(client: Redis): Promise<void> {
  const answer = client.connect().then(() => client.ping());
  if (!(await settlesWithin(answer, FIRST_CONNECTION_MS))) throw new Error(`no answer within ${FIRST_CONNECTION_MS / 1_000} s`);
}

/** ioredis hangs the command with its arguments, AUTH's included, on its errors: only the message is taken over. */
function unreachable(settings: RedisSettings, error: unknown): Error {
  const said = error instanceof Error ? error.message : String(error);
  return new RedisUnreachable(`Redis at ${addressOf(settings)} cannot be used: ${said}`);
}

export class RedisUnreachable extends Error {
  override readonly name = "RedisUnreachable";
}
