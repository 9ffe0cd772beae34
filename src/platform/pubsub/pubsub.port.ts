/**
 * Tells whoever listens now that something changed. Nothing is kept: who subscribes later, or reads too slowly for too long, looks at the
 * database. So publish hints, not data.
 */
export interface PubSub {
  publish(topic: string, payload: unknown): Promise<void>;
  /**
   * Everything published to `topic` from the moment of this call, in order. Ended by `return()` (which `for await … break` calls), after
   * which nothing of the subscription is left.
   */
  subscribe(topic: string): AsyncIterableIterator<unknown>;
}
