import { z } from "zod";
import type { CallbackPusher } from "../callbacks/pusher.js";
import type { World } from "../world.js";
import { callbackRoutes } from "./callback-routes.js";
import type { ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";
import { ledgerRoutes } from "./ledger-routes.js";
import { stateOf } from "./state.js";

const clockShape = z.strictObject({ advanceSeconds: z.number().min(0).max(3_153_600_000) });
const clearShape = z.strictObject({ id: z.int().optional() });

/** Every control call. */
export function controlRoutes(world: World, pusher: CallbackPusher): ControlRoutes {
  return {
    "GET state": () => stateOf(world, pusher),
    "GET calls": () => ({ paths: world.calls.report(), recent: world.calls.recent() }),
    "GET faults": () => world.faults.list(),
    "POST faults": ({ body }) => ({ id: orderFault(world, body) }),
    "DELETE faults": ({ body }) => {
      world.faults.clear(clearShape.parse(body).id);
      return world.faults.list();
    },
    "POST clock": async ({ body }) => {
      await world.advanceClock(clockShape.parse(body).advanceSeconds * 1000);
      return { now: world.clock.now() };
    },
    ...ledgerRoutes(world),
    ...callbackRoutes(world, pusher),
  };
}

function orderFault(world: World, body: unknown): number {
  try {
    return world.faults.order(body as Parameters<World["faults"]["order"]>[0]);
  } catch (error) {
    if (error instanceof z.ZodError || !(error instanceof Error)) throw error;
    throw new ControlError(error.message);
  }
}
