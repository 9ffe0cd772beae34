import { quotaReturnsAt, type WeChatClients, WeChatError } from "../../wechat/index.js";
import type { MirrorLogger } from "./mirror-names.js";
import type { MirrorSteps } from "./mirror-steps.js";
import type { MirrorPauseStore } from "./mirror-store.port.js";
import type { TagExchange } from "./tag-exchange.js";

/** After an unclear answer, or a failure of ours. */
const SOON_MS = 30_000;
/** After a refusal that only the account's owner can lift (48001 and the like). */
const LATER_MS = 3_600_000;

/** Brings a tenant's mirrored tags to WeChat until nothing is left; any number may be woken for it, one works at a time. */
export class MirrorRunner {
  private readonly stopping = new AbortController();

  constructor(
    private readonly steps: MirrorSteps,
    private readonly exchange: TagExchange,
    private readonly pauses: MirrorPauseStore,
    private readonly clients: WeChatClients,
    private readonly clock: () => Date,
    private readonly log: MirrorLogger,
  ) {}

  /** Never rejects for WeChat's sake: what WeChat does not take now waits, and the sweeper comes for it. */
  async run(tenantId: number): Promise<void> {
    if ((await this.pauses.pausedUntil(tenantId)) !== null) return;
    const { signal } = this.stopping;
    try {
      const client = await this.clients.forTenant(tenantId);
      let more = true;
      while (more && !signal.aborted) {
        more = await this.exchange.take(tenantId, "writing", (turn) => this.steps.step(tenantId, client, turn), signal);
      }
      if (!more) await this.pauses.goOn(tenantId);
    } catch (error) {
      if (signal.aborted) return;
      const { until, text } = pauseAfter(error, this.clock());
      this.log.warn({ err: error, tenantId, until }, "mirrored tags wait");
      await this.pauses.pause(tenantId, until, text);
    }
  }

  /** Lets the step in hand finish. */
  stop(): void {
    this.stopping.abort();
  }
}

/** When to try again, and what to tell operators meanwhile. */
export function pauseAfter(error: unknown, now: Date): { until: Date; text: string } {
  if (!(error instanceof WeChatError)) {
    return { until: new Date(now.getTime() + SOON_MS), text: "an unexpected failure; the log of the worker has the details" };
  }
  const wait = error.kind === "refused" ? LATER_MS : SOON_MS;
  return { until: quotaReturnsAt(error, now) ?? new Date(now.getTime() + wait), text: error.message };
}
