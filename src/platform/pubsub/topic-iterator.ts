import type { PubSubEngine } from "graphql-subscriptions";

/** More than this many unread hints say no more than this many: the oldest go, so that a reader that stopped cannot fill the memory. */
const MAX_UNREAD = 256;

/**
 * One subscription as an iterator. The library's own begins to listen only when first asked for a value, so that what is published
 * before is lost; it begins again when asked after its end, and keeps everything for a reader that stopped.
 */
export class TopicIterator implements AsyncIterableIterator<unknown> {
  private readonly unread: unknown[] = [];
  private readonly waiting: Array<(result: IteratorResult<unknown>) => void> = [];
  private readonly subscription: Promise<number>;
  private ended = false;

  constructor(
    private readonly engine: Pick<PubSubEngine, "subscribe" | "unsubscribe">,
    topic: string,
  ) {
    this.subscription = engine.subscribe(topic, (payload: unknown) => this.receive(payload), {});
    // Told to whoever asks for a value.
    this.subscription.catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    await this.subscription;
    if (this.ended) return { value: undefined, done: true };
    if (this.unread.length > 0) return { value: this.unread.shift(), done: false };
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async return(): Promise<IteratorResult<unknown>> {
    if (!this.ended) {
      this.ended = true;
      this.unread.length = 0;
      for (const resolve of this.waiting.splice(0)) resolve({ value: undefined, done: true });
      this.engine.unsubscribe(await this.subscription);
    }
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<unknown>> {
    await this.return();
    throw error;
  }

  private receive(payload: unknown): void {
    if (this.ended) return;
    const first = this.waiting.shift();
    if (first !== undefined) first({ value: payload, done: false });
    else this.unread.push(payload);
    if (this.unread.length > MAX_UNREAD) this.unread.shift();
  }
}
