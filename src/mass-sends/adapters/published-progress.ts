import type { PubSub } from "../../platform/pubsub/pubsub.port.js";
import type { ProgressFeed } from "../send-lease.port.js";

interface FeedLogger {
  warn(details: object, message: string): void;
}

export class PublishedProgress implements ProgressFeed {
  constructor(
    private readonly pubsub: PubSub,
    private readonly log: FeedLogger,
  ) {}

  changed(tenantId: number, id: string): void {
    this.pubsub
      .publish(topicOf(tenantId, id), { id })
      .catch((error: unknown) => this.log.warn({ err: error, massSend: id }, "progress hint not published"));
  }

  listen(tenantId: number, id: string, listener: () => void): () => void {
    const hints = this.pubsub.subscribe(topicOf(tenantId, id));
    const pump = async () => {
      for await (const _hint of hints) listener();
    };
    pump().catch((error: unknown) => this.log.warn({ err: error, massSend: id }, "progress hints ended early"));
    return () => {
      hints.return?.().catch((error: unknown) => this.log.warn({ err: error, massSend: id }, "progress hints not closed"));
    };
  }
}

function topicOf(tenantId: number, id: string): string {
  return `mass-send.${tenantId}.${id}`;
}
