import type { Account } from "../model/account.js";
import type { TemplateJob } from "../model/service.js";
import type { World } from "../world.js";
import { templateFinishedEvent } from "./job-events.js";
import type { CallbackPusher } from "./pusher.js";

/** Pushes TEMPLATESENDJOBFINISH a while after a template message was taken. */
export class TemplateRunner {
  constructor(
    private readonly world: World,
    private readonly pusher: CallbackPusher,
  ) {}

  /** Takes up those whose event nobody acknowledged before a restart. */
  resume(): void {
    for (const account of this.world.allAccounts()) {
      for (const job of account.service.unpushed.values()) this.start(account, job);
    }
  }

  start(account: Account, job: TemplateJob): void {
    this.world.clock.schedule(job.finishAt, () => {
      this.finish(account, job).catch((error: unknown) => {
        this.world.options.logger?.warn({ error: String(error) }, "the end of a template message was not recorded");
      });
    });
  }

  private async finish(account: Account, { msgId, person, finishAt }: TemplateJob): Promise<void> {
    const { followers } = account;
    const reached = followers.follows(person) && !followers.blacklisted.has(person);
    const status = reached ? "success" : "failed:user block";
    await this.pusher.push(account, templateFinishedEvent(account, followers.openidOf(person), { msgId, status }, finishAt));
    if (this.pusher.stopped) return;
    this.world.commit(account, { type: "template-pushed", msgId });
    await this.world.flushed();
  }
}
