import { RedisPubSub as LibraryEngine, type PubSubRedisOptions } from "graphql-redis-subscriptions";
import type { Redis } from "ioredis";
import type { Logger } from "../logging/logger.js";
import { closeRedis, openRedis, type RedisSettings } from "../redis/index.js";
import type { PubSub } from "./pubsub.port.js";
import { Pulse } from "./pulse.js";
import { TopicIterator } from "./topic-iterator.js";

export interface RedisPubSubOptions {
  settings: RedisSettings;
  /** How all names of this installation begin in Redis. */
  prefix: string;
  logger: Logger;
  /** Lowered by tests. */
  pulseMs?: number;
}

/** Between processes; `listenerCount` counts this one's open subscriptions. */
export interface SharedPubSub extends PubSub {
  listenerCount(): number;
  /** Resolves when what was published from here has arrived here, and subscriptions made so far are in place. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** How the topic of a process's own pulse begins. */
const PULSE_OF = "pulse.";
/** What subscribers get where hints may have been missed: to look at the database once. */
const MAYBE_MISSED = null;

/** Over two connections, one of which only listens. A subscription waits for Redis where it does not answer; publishing fails then. */
export async function openRedisPubSub({ settings, prefix, logger, pulseMs }: RedisPubSubOptions): Promise<SharedPubSub> {
  const publisher = await openRedis(settings, "commands", logger);
  const subscriber = await openRedis(settings, "waiting", logger).catch(async (error: unknown) => {
    await closeRedis(publisher);
    throw error;
  });
  return new RedisPubSub(publisher, subscriber, prefix, pulseMs);
}

class RedisPubSub implements SharedPubSub {
  private readonly engine: LibraryEngine;
  private readonly listeners = new Map<number, (payload: unknown) => void>();
  private readonly pulse: Pulse;

  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
    private readonly prefix: string,
    pulseMs?: number,
  ) {
    this.engine = new LibraryEngine({ publisher, subscriber: withoutRejections(subscriber) });
    this.pulse = new Pulse({
      send: (beat) => this.publish(PULSE_OF + this.pulse.id, beat),
      listen: (id, heard) => this.engine.subscribe(this.channel(PULSE_OF + id), heard),
      missed: () => this.tellAll(),
      reconnect: () => subscriber.disconnect(true),
      ...(pulseMs === undefined ? {} : { everyMs: pulseMs }),
    });
    subscriber.on("close", () => this.pulse.broken());
    this.pulse.start();
  }

  publish(topic: string, payload: unknown): Promise<void> {
    return this.engine.publish(this.channel(topic), payload);
  }

  subscribe(topic: string): AsyncIterableIterator<unknown> {
    return new TopicIterator(
      {
        subscribe: async (name, receive: (payload: unknown) => void) => {
          const id = await this.engine.subscribe(this.channel(name), receive);
          this.listeners.set(id, receive);
          return id;
        },
        unsubscribe: (id) => {
          this.listeners.delete(id);
          this.engine.unsubscribe(id);
        },
      },
      topic,
    );
  }

  listenerCount(): number {
    return this.listeners.size;
  }

  async settled(): Promise<void> {
    // The answer comes on the way of the messages, behind them.
    await this.subscriber.ping();
  }

  async close(): Promise<void> {
    this.pulse.stop();
    await Promise.all([closeRedis(this.publisher), closeRedis(this.subscriber)]);
  }

  private channel(topic: string): string {
    return `${this.prefix}:${topic}`;
  }

  private tellAll(): void {
    for (const receive of this.listeners.values()) receive(MAYBE_MISSED);
  }
}

/**
 * The library does not look at what becomes of its UNSUBSCRIBE, and one cut off when the connection is closed for good would end the
 * process as an unhandled rejection. It uses these four methods of the connection and no other.
 */
function withoutRejections(subscriber: Redis): NonNullable<PubSubRedisOptions["subscriber"]> {
  const used = {
    on: subscriber.on.bind(subscriber),
    subscribe: subscriber.subscribe.bind(subscriber),
    unsubscribe: (channel: string) => subscriber.unsubscribe(channel).catch(() => undefined),
    punsubscribe: (pattern: string) => subscriber.punsubscribe(pattern).catch(() => undefined),
  };
  return used as unknown as Redis;
}
