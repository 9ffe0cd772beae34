import { z } from "zod";
import { chinaDay, chinaMonth, FASTEST_CLOCK } from "../clock.js";
import type { World } from "../world.js";
import { asking, type ControlRoutes, ordering } from "./control-call.js";

const clockShape = z
  .strictObject({
    advanceSeconds: z.number().min(0).max(3_153_600_000).optional(),
    speed: z.number().min(0).max(FASTEST_CLOCK).optional().describe("times real time; 0 stops the clock"),
  })
  .refine((order) => order.advanceSeconds !== undefined || order.speed !== undefined, "advanceSeconds or speed says what to do");

export function clockRoutes(world: World): ControlRoutes {
  return {
    "GET clock": asking("the simulator's time", () => clockOf(world)),
    "POST clock": ordering("moves the clock forward, or lets it run faster", clockShape, async ({ advanceSeconds, speed }) => {
      if (speed !== undefined) await world.setClockSpeed(speed);
      if (advanceSeconds !== undefined) await world.advanceClock(advanceSeconds * 1000);
      return clockOf(world);
    }),
  };
}

/** Milliseconds since 1970; day and month in China. */
export function clockOf({ clock }: World): { now: number; day: string; month: string; speed: number; aheadMs: number } {
  const now = clock.now();
  return { now, day: chinaDay(now), month: chinaMonth(now), speed: clock.speed, aheadMs: clock.offsetMs };
}
