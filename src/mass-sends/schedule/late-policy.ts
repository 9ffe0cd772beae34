import { LatePolicy } from "../mass-send.enums.js";
import { chinaTime, MEMORY_MS } from "../pacing.js";
import { type Words, words } from "../words.js";

const MINUTE_MS = 60_000;

/**
 * How late a send may still go out. A restart or the death of a driver at the moment itself costs some seconds: a minute is not late.
 * SEND ends where WeChat's memory does: a database restored from a backup, which does not know that the send went out, is stopped by it
 * until then, and by this afterwards.
 */
const MOST_LATE_MS: Readonly<Record<LatePolicy, number>> = {
  [LatePolicy.SEND]: MEMORY_MS,
  [LatePolicy.SEND_WITHIN_15_MINUTES]: 15 * MINUTE_MS,
  [LatePolicy.SKIP]: MINUTE_MS,
};

/** Why a send that was due at `moment` does not go out at `now`; null where it does. Both by the database's clock. */
export function tooLate(policy: LatePolicy, moment: Date, now: Date): Words | null {
  const late = now.getTime() - moment.getTime();
  if (late <= MOST_LATE_MS[policy]) return null;
  const minutes = Math.floor(late / MINUTE_MS);
  const said = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return words(
    `It was to go out at ${moment.toISOString()}, but nobody ran until ${said} later, and ${policy} does not send it then. Nothing was sent: start or schedule it anew.`,
    `原定 ${chinaTime(moment)}（北京时间）发出，但直到 ${minutes} 分钟之后才有程序运行，按所选的规定不再发送。什么都没有发出：请重新发送或定时。`,
  );
}
