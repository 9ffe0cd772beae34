import { setTimeout as sleep } from "node:timers/promises";
import { WeChatError } from "./wechat-error.js";

/** Waits before the second and the third try; each is drawn between a half and the whole, so that callers do not march in step. */
export const RETRY_DELAYS_MS: readonly number[] = [500, 2_000];

/** Unclear replies are worth another try wherever doing a thing twice is doing it once. */
export function isUnclear(error: WeChatError): boolean {
  return error.kind === "unclear";
}

/** Repeats an idempotent call after faults that `passes` says may pass, once for each delay; then the fault is the caller's. */
export async function retrying<T>(call: () => Promise<T>, passes: (error: WeChatError) => boolean, delaysMs = RETRY_DELAYS_MS): Promise<T> {
  for (const delay of delaysMs) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WeChatError) || !passes(error)) throw error;
      await sleep(delay * (0.5 + Math.random() / 2));
    }
  }
  return call();
}
