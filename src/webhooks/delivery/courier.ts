import type { DeliveryQueue, DueMessage, Outcome, WebhookSender } from "./delivery.port.js";
import { retryDelayMs } from "./retries.js";
import { signedHeaders } from "./signature.js";

export const COURIER_ROUND_MS = 1_000;
export const COURIER_FORGET_MS = 3_600_000;
const AT_ONCE = 20;
/** One that is slow keeps the others waiting no longer than for these. */
const PER_WEBHOOK = 4;
/** Longer than a try may take (15 s). */
const LEASE_MS = 60_000;
const KEPT_DAYS = 30;
const GONE = 410;

interface CourierLogger {
  info(details: object, message: string): void;
}

/** Delivers messages. Any number may run, in any process: each message is with one of them at a time. */
export class WebhookCourier {
  private stopped = false;

  constructor(
    private readonly queue: DeliveryQueue,
    private readonly sender: WebhookSender,
    private readonly clock: () => Date,
    private readonly log: CourierLogger,
  ) {}

  /** Delivers what is due, until nothing is. */
  async round(): Promise<void> {
    while (!this.stopped) {
      const due = await this.queue.claim(AT_ONCE, PER_WEBHOOK, LEASE_MS);
      if (due.length === 0) return;
      await Promise.all(due.map((message) => this.deliver(message)));
    }
  }

  async forget(): Promise<void> {
    await this.queue.forget(KEPT_DAYS);
  }

  /** No further message; those under way come to their end. */
  stop(): void {
    this.stopped = true;
  }

  private async deliver(message: DueMessage): Promise<void> {
    const headers = signedHeaders(message, message.secrets, this.clock());
    const answer = await this.sender.post(message.url, headers, message.body);
    const outcome = outcomeOf(answer, message.attempts, Math.random());
    await this.queue.finish(message, outcome);
    if (!outcome.delivered)
      this.log.info({ webhook: message.webhookId, message: message.id, error: outcome.error }, "webhook not delivered");
  }
}

/** What an answer makes of a message. Pure. */
export function outcomeOf(answer: { status: number } | { fault: string }, attempts: number, random: number): Outcome {
  if ("fault" in answer) {
    return { delivered: false, responseStatus: null, error: answer.fault, retryInMs: retryDelayMs(attempts, random), gone: false };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return { delivered: true, responseStatus: status, error: null, retryInMs: null, gone: false };
  const error = status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
  const gone = status === GONE;
  return { delivered: false, responseStatus: status, error, retryInMs: gone ? null : retryDelayMs(attempts, random), gone };
}
