import { isIP } from "node:net";
import { Agent, buildConnector, request } from "undici";
import type { WebhookSender } from "../delivery/delivery.port.js";
import { addressGuard, ForbiddenAddress, guardedLookup } from "./address-guard.js";

const CONNECT_MS = 5_000;
/** For the whole try. A receiver that has more to do answers first and works then. */
const TOTAL_MS = 15_000;
/** What a receiver answers is of no interest beyond its status. */
const MAX_RESPONSE_BYTES = 16_384;
const MAX_WORDS = 300;
const USER_AGENT = "Tagcast-Webhooks/1";

export interface HttpWebhookSenderOptions {
  /** Networks that may be reached although they are private. */
  allowedNetworks: readonly string[];
  totalMs?: number;
}

/** Posts over HTTP, to public addresses only; follows no redirect, and never answers for longer than its time. */
export class HttpWebhookSender implements WebhookSender {
  private readonly agent: Agent;
  private readonly totalMs: number;

  constructor({ allowedNetworks, totalMs = TOTAL_MS }: HttpWebhookSenderOptions) {
    const guard = addressGuard(allowedNetworks);
    const connect = buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup(guard) });
    this.totalMs = totalMs;
    this.agent = new Agent({
      headersTimeout: totalMs,
      bodyTimeout: totalMs,
      maxResponseSize: MAX_RESPONSE_BYTES,
      connect: (options, callback) => {
        // A host that is an address already is never looked up.
        const host = options.hostname.replace(/^\[(.*)\]$/, "$1");
        if (isIP(host) !== 0 && !guard.allows(host)) callback(new ForbiddenAddress(host), null);
        else connect(options, callback);
      },
    });
  }

  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ status: number } | { fault: string }> {
    try {
      const answer = await request(url, {
        method: "POST",
        dispatcher: this.agent,
        headers: { ...headers, "content-type": "application/json", "user-agent": USER_AGENT },
        body,
        signal: AbortSignal.timeout(this.totalMs),
      });
      // The status is the answer; whatever goes wrong behind it changes nothing.
      await answer.body.dump({ limit: MAX_RESPONSE_BYTES }).catch(() => undefined);
      return { status: answer.statusCode };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  const inner = cause instanceof Error ? cause : error;
  return inner.message.slice(0, MAX_WORDS) || inner.name;
}
