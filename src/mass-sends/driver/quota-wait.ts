import { MassSendStatus } from "../mass-send.enums.js";
import type { MassSendRecord } from "../mass-send.js";
import type { SendChange } from "../mass-send-store.port.js";
import { isForgotten, MEMORY_MS } from "../pacing.js";
import type { SendLease } from "../send-lease.port.js";
import { words } from "../words.js";
import type { DriverParts } from "./driver-parts.js";

const HOURS = MEMORY_MS / 3_600_000;
export const IDLE = words(
  `Nothing went out for ${HOURS} hours, so WeChat may have forgotten what it accepted before. Check what was sent, then resume.`,
  `已有 ${HOURS} 小时没有发出任何一批，微信可能已忘记之前接收过什么。请先核对哪些已发送，再继续。`,
);
/** A waiting send is looked at this often, see `lookedAt`. */
const LOOK_EVERY_MS = 6 * 3_600_000;

/** Long without a sign of life: this database may be a restored copy, whose original has sent the rest since. */
export function isIdle({ lastProgressAt, startedAt }: Pick<MassSendRecord, "lastProgressAt" | "startedAt">, now: Date): boolean {
  const since = lastProgressAt ?? startedAt;
  return since !== null && isForgotten(since, now);
}

/** When to look at a send that waits for its quota; null for any other. */
export function quotaLookAt({ status, resumeAt }: MassSendRecord, now: Date): Date | null {
  if (status !== MassSendStatus.PAUSED || resumeAt === null) return null;
  return new Date(Math.min(resumeAt.getTime(), now.getTime() + LOOK_EVERY_MS));
}

/** A send that is PAUSED until WeChat's quota is new: it goes on by itself, unless an operator took that from it. */
export class QuotaWait {
  constructor(
    private readonly parts: Pick<DriverParts, "writer" | "clock">,
    private readonly lease: SendLease,
  ) {}

  look(send: MassSendRecord): Promise<MassSendRecord> {
    const now = this.parts.clock();
    return lookedAt(send, now) === null ? Promise.resolve(send) : this.parts.writer.change(this.lease, (found) => lookedAt(found, now));
  }
}

/**
 * The wait may last longer than the 23 hours after which a send needs an operator. What that rule guards against is a restored copy
 * of the database; so each look at the waiting send counts as progress: whoever holds a copy older than 23 hours has not looked, and
 * whatever the original sent after the copy was made, WeChat still remembers.
 */
function lookedAt(send: MassSendRecord, now: Date): SendChange | null {
  if (send.status !== MassSendStatus.PAUSED || send.resumeAt === null) return null;
  if (isIdle(send, now)) return { send: { resumeAt: null, error: IDLE } };
  if (now >= send.resumeAt) return { send: { status: MassSendStatus.SENDING, resumeAt: null, error: null, lastProgressAt: now } };
  const looked = send.lastProgressAt?.getTime() ?? 0;
  return now.getTime() - looked >= LOOK_EVERY_MS ? { send: { lastProgressAt: now } } : null;
}
