import type { PubSub } from "../../platform/pubsub/pubsub.port.js";
import type { TagJobFeed } from "../tag-job-store.port.js";

interface FeedLogger {
  warn(details: object, message: string): void;
}

export class PublishedTagJobs implements TagJobFeed {
  constructor(
    private readonly pubsub: PubSub,
    private readonly log: FeedLogger,
  ) {}

  changed(jobId: string): void {
    this.pubsub
      .publish(topicOf(jobId), { jobId })
      .catch((error: unknown) => this.log.warn({ err: error, jobId }, "tag job hint not published"));
  }

  listen(jobId: string, listener: () => void): () => void {
    const hints = this.pubsub.subscribe(topicOf(jobId));
    const pump = async () => {
      for await (const _hint of hints) listener();
    };
    pump().catch((error: unknown) => this.log.warn({ err: error, jobId }, "tag job hints ended early"));
    return () => {
      hints.return?.().catch((error: unknown) => this.log.warn({ err: error, jobId }, "tag job hints not closed"));
    };
  }
}

function topicOf(jobId: string): string {
  return `tag-job.${jobId}`;
}
