import { EventEmitter } from "node:events";
import { PubSub as LocalEngine } from "graphql-subscriptions";
import type { PubSub } from "./pubsub.port.js";
import { TopicIterator } from "./topic-iterator.js";

/** For one process; `listenerCount` counts the open subscriptions, for metrics and tests. */
export interface InProcessPubSub extends PubSub {
  listenerCount(): number;
}

export function createInProcessPubSub(): InProcessPubSub {
  const emitter = new EventEmitter();
  // Thousands of browsers may watch one topic: that is no leak.
  emitter.setMaxListeners(0);
  const engine = new LocalEngine({ eventEmitter: emitter });
  return {
    publish: (topic, payload) => engine.publish(topic, payload),
    subscribe: (topic) => new TopicIterator(engine, topic),
    listenerCount: () => emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0),
  };
}
