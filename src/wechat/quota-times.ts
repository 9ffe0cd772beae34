import type { WeChatError } from "./wechat-error.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** China has one time zone and no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
/** WeChat's clock and ours differ a little. */
const MARGIN_MS = 5_000;

/**
 * When WeChat takes calls again after it refused one for its quota: some seconds into the next minute, or into the next day
 * in Asia/Shanghai (assumed; WeChat names no hour). Null for any other failure.
 */
export function quotaReturnsAt({ kind }: WeChatError, now: Date): Date | null {
  const at = now.getTime();
  if (kind === "quota-minute") return new Date((Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS + MARGIN_MS);
  if (kind !== "quota-day") return null;
  const days = Math.floor((at + CHINA_OFFSET_MS) / DAY_MS) + 1;
  return new Date(days * DAY_MS - CHINA_OFFSET_MS + MARGIN_MS);
}
