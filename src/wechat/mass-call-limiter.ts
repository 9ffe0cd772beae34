/** WeChat refuses the 61st mass call of a minute (wechat-api: "mass interfaces: at most 60 requests a minute"). */
export const MASS_CALLS_PER_MINUTE = 60;
/**
 * A minute, and a second more: WeChat counts when calls arrive, so a slow first call and a fast last one are closer there
 * than they were here.
 */
export const MASS_CALL_WINDOW_MS = 61_000;

/** Keeps the account under WeChat's limit for mass calls, over all processes: never more than the limit in ANY 60 seconds. */
export interface MassCallLimiter {
  /**
   * Asks for one mass call now. 0: the call may go and is counted; else the milliseconds after which to ask again, with
   * nothing counted.
   */
  tryTake(tenantId: number): Promise<number>;
}
