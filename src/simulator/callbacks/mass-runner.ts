import type { Account } from "../model/account.js";
import type { MassJob } from "../model/ledger.js";
import type { World } from "../world.js";
import { massFinishedEvent } from "./events.js";
import type { CallbackPusher } from "./pusher.js";

/** Lets accepted mass jobs come to their end, and pushes MASSSENDJOBFINISH then. */
export class MassRunner {
  /** How to call off what is not due yet. */
  private readonly due = new Map<bigint, () => void>();

  constructor(
    private readonly world: World,
    private readonly pusher: CallbackPusher,
  ) {}

  /** Takes up the jobs a restart interrupted: unfinished ones, and those whose callback nobody acknowledged. */
  resume(): void {
    for (const account of this.world.allAccounts()) {
      for (const msgId of account.unpushed) {
        const job = account.ledger.job(msgId);
        if (job) this.start(account, job);
      }
    }
  }

  /** Finishes the job when its time comes, which may have changed since the last start. */
  start(account: Account, job: MassJob): void {
    this.due.get(job.msgId)?.();
    const callOff = this.world.clock.schedule(job.finishAt, () => {
      this.due.delete(job.msgId);
      this.finish(account, job).catch((error: unknown) => {
        this.world.options.logger?.warn({ error: String(error) }, "the end of a mass job was not recorded");
      });
    });
    this.due.set(job.msgId, callOff);
  }

  /** Ends the job now; resolves when its callback was acknowledged or given up. */
  async finish(account: Account, job: MassJob): Promise<void> {
    if (job.state === "SENDING") this.world.commit(account, { type: "mass-finished", msgId: job.msgId });
    await this.world.flushed();
    await this.pusher.push(account, massFinishedEvent(account, job));
    // Cut short by the end of the process: the callback goes out again after the restart.
    if (this.pusher.stopped) return;
    this.world.commit(account, { type: "mass-pushed", msgId: job.msgId });
    await this.world.flushed();
  }
}
