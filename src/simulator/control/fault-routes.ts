import { z } from "zod";
import { type FaultOrder, faultShape, pathMatches } from "../fault-order.js";
import { knownPaths } from "../router.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";

const NOT_CALLS = ["callback", "job", "publish"];

export function faultRoutes(world: World): ControlRoutes {
  const { faults } = world;
  return {
    "GET faults": asking("faults ordered, how often each struck and will strike yet", () => faults.list()),
    "POST faults": ordering("orders a fault; answers its id", faultShape, (order) => ({ id: orderFault(world, order) })),
    "DELETE faults": ordering("calls one off by its id, or all", z.strictObject({ id: z.int().optional() }), ({ id }) => {
      if (id !== undefined && !faults.list().some((fault) => fault.id === id)) throw new ControlError(`there is no fault ${id}`);
      faults.clear(id);
      return faults.list();
    }),
  };
}

function orderFault(world: World, order: FaultOrder): number {
  if (order.appId !== undefined) accountNamed(world, order.appId);
  if (!NOT_CALLS.includes(order.path) && !knownPaths().some((path) => pathMatches(order.path, path))) {
    throw new ControlError(`${order.path} is no path of WeChat's API that the simulator has, nor callback, job or publish`);
  }
  const id = world.faults.order(order);
  if (id === null) throw new ControlError("200 faults are under way; call some off first");
  return id;
}
