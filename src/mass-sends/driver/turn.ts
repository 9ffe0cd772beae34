import { setTimeout as sleep } from "node:timers/promises";
import type { DriverParts } from "./driver-parts.js";

/** Shorter waits for the pace are slept through under the lease; longer ones give the send back. */
const SHORT_WAIT_MS = 1_000;

/** 0 when a mass call may go now, else how long it may not. */
export async function takeTurn({ limiter }: Pick<DriverParts, "limiter">, tenantId: number): Promise<number> {
  for (;;) {
    const waitMs = await limiter.tryTake(tenantId);
    if (waitMs === 0 || waitMs > SHORT_WAIT_MS) return waitMs;
    await sleep(waitMs);
  }
}
