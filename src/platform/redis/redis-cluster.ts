import { Cluster } from "ioredis";
import type { Logger } from "../logging/logger.js";
import { settlesWithin } from "../time/settles-within.js";
import { OutageLog } from "./outage-log.js";
import { closeRedis, entryOptions, type RedisEntry, RedisUnreachable } from "./redis.js";

/** Some nodes of a Redis Cluster, from which the others are learned, and how all are entered. */
export interface RedisClusterSettings extends RedisEntry {
  nodes: readonly { host: string; port: number }[];
}

const CONNECT_MS = 2_000;
/** Each command with all its repeats: a fail-over (some 3 s where nodes miss each other after 1.5) is waited for, a longer one is an error. */
const COMMAND_MS = 4_500;
const RETRY_AFTER_MS = 100;
/** While a master is gone each 100 ms take two redirections (to any node, back to the dead one): more than COMMAND_MS needs, so that time alone decides. */
const REDIRECTIONS = 200;
const RECONNECT_AT_MOST_MS = 1_000;

/**
 * Connects at its first command, follows the cluster through fail-overs and goes on reconnecting when all of it is gone. While it
 * is, commands wait in the client, so whoever asks does so `within` a limit.
 */
export class RedisCluster {
  readonly client: Cluster;
  /** What a node said last, while nothing could be had. */
  private fault: string | null = null;

  constructor(
    private readonly settings: RedisClusterSettings,
    logger: Logger,
  ) {
    this.client = newClient(settings);
    const outages = new OutageLog(this.client, logger, this.address);
    this.client.once("ready", () => outages.begin());
    this.client.on("node error", (error: Error) => {
      // Every other failure closes the connection, which then says so as well.
      if (this.fault === null || !/^Connection is closed/.test(error.message)) this.fault = error.message;
    });
    this.client.on("ready", () => {
      this.fault = null;
    });
  }

  /** For messages: no user, no password. */
  get address(): string {
    return this.settings.nodes.map(({ host, port }) => `${host}:${port}`).join(", ");
  }

  /** Rejects where the cluster cannot be entered or does not answer now, with what it said. */
  async answers(): Promise<void> {
    try {
      await this.within(this.client.ping());
    } catch (error) {
      if (this.fault === null && error instanceof RedisUnreachable) throw error;
      // Only the message: ioredis hangs the command with its arguments, AUTH's included, on its errors.
      const said = this.fault ?? (error instanceof Error ? error.message : String(error));
      if (/^Connection is closed/.test(said)) throw new RedisUnreachable(`no node of the Redis Cluster at ${this.address} can be reached`);
      throw new RedisUnreachable(`the Redis Cluster at ${this.address} cannot be used: ${said}`);
    }
  }

  /** `work` on this cluster, which answers or fails within 5 s whatever the network does. */
  async within<T>(work: Promise<T>): Promise<T> {
    if (await settlesWithin(work, COMMAND_MS)) return work;
    throw new RedisUnreachable(`the Redis Cluster at ${this.address} gave no answer within ${COMMAND_MS / 1_000} s`);
  }

  /** Lets what is under way end, then cuts the connections; never rejects. */
  close(): Promise<void> {
    return closeRedis(this.client);
  }
}

function newClient({ nodes, ...entry }: RedisClusterSettings): Cluster {
  return new Cluster([...nodes], {
    lazyConnect: true,
    clusterRetryStrategy: (times) => Math.min(times * 50, RECONNECT_AT_MOST_MS),
    maxRedirections: REDIRECTIONS,
    retryDelayOnFailover: RETRY_AFTER_MS,
    retryDelayOnClusterDown: RETRY_AFTER_MS,
    retryDelayOnTryAgain: RETRY_AFTER_MS,
    slotsRefreshTimeout: CONNECT_MS,
    // Certificates name hosts: with TLS the names are left as they are.
    ...(entry.tls ? { dnsLookup: (host: string, done: (fault: null, address: string) => void) => done(null, host) } : {}),
    redisOptions: {
      ...entryOptions(entry),
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
    },
  });
}
