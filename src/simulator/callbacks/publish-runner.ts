import type { Account } from "../model/account.js";
import type { PublishJob } from "../model/content-types.js";
import { publishedUrl } from "../model/publications.js";
import type { World } from "../world.js";
import { type PublishResult, publishFinishedEvent } from "./job-events.js";
import type { CallbackPusher } from "./pusher.js";

/** Lets publish jobs come to their end, and pushes PUBLISHJOBFINISH then. */
export class PublishRunner {
  constructor(
    private readonly world: World,
    private readonly pusher: CallbackPusher,
  ) {}

  /** Takes up the jobs a restart interrupted: unfinished ones, and those whose event nobody acknowledged. */
  resume(): void {
    for (const account of this.world.allAccounts()) {
      const { publications } = account.content;
      for (const publishId of publications.unpushed) {
        const job = publications.job(publishId);
        if (job) this.start(account, job);
      }
    }
  }

  /** Finishes the job when its time comes. */
  start(account: Account, job: PublishJob): void {
    this.world.clock.schedule(job.finishAt, () => {
      this.finish(account, job).catch((error: unknown) => {
        this.world.options.logger?.warn({ error: String(error) }, "the end of a publish job was not recorded");
      });
    });
  }

  private async finish(account: Account, job: PublishJob): Promise<void> {
    const { publishId } = job;
    const { publications } = account.content;
    if (publications.statusOf(job) === 1) this.world.commit(account, { type: "publish-finished", publishId });
    await this.world.flushed();
    await this.pusher.push(account, publishFinishedEvent(account, resultOf(job), this.world.clock.now()));
    // Cut short by the end of the process: the event goes out again after the restart.
    if (this.pusher.stopped) return;
    this.world.commit(account, { type: "publish-pushed", publishId });
    await this.world.flushed();
  }
}

function resultOf({ publishId, outcome, articleId, articles }: PublishJob): PublishResult {
  const indices = articles.map((_, i) => i + 1);
  const went = outcome === 0;
  return {
    publishId: BigInt(publishId),
    publishStatus: outcome,
    articleId: went ? articleId : "",
    articleUrls: went ? indices.map((index) => publishedUrl(articleId, index)) : [],
    failIdx: went ? [] : indices,
  };
}
