import { z } from "zod";
import { Acts } from "../callbacks/acts.js";
import type { MassRunner } from "../callbacks/mass-runner.js";
import type { CallbackPusher } from "../callbacks/pusher.js";
import { Talks } from "../callbacks/talks.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { accountRoutes } from "./account-routes.js";
import { callbackRoutes } from "./callback-routes.js";
import { clockRoutes } from "./clock-routes.js";
import { APP_ID, asking, type ControlRoutes, ordering } from "./control-call.js";
import { eventRoutes } from "./event-routes.js";
import { faultRoutes } from "./fault-routes.js";
import { ledgerRoutes } from "./ledger-routes.js";
import { materialRoutes } from "./material-routes.js";
import { settingsRoutes } from "./settings-routes.js";
import { stateOf } from "./state.js";
import { tokenReport } from "./token-report.js";

const RESETTABLE = ["calls", "callbacks", "faults", "events"] as const;
const resetShape = z.strictObject({
  what: z.array(z.enum(RESETTABLE)).min(1).optional().describe("all four where absent; accounts, ledger and clock stay"),
});

/** Every control call, and how to end what goes on by itself. */
export function controlRoutes(world: World, pusher: CallbackPusher, runner: MassRunner): { routes: ControlRoutes; stop: () => void } {
  const acts = new Acts(world, pusher);
  const talks = new Talks(world, acts);
  const reset = (what: readonly (typeof RESETTABLE)[number][]) => {
    if (what.includes("calls")) world.calls.reset();
    if (what.includes("callbacks")) pusher.log.reset();
    if (what.includes("faults")) world.faults.clear();
    if (what.includes("events")) talks.end();
    return { reset: what };
  };
  const routes = {
    "GET state": asking("all that the page shows", () => stateOf(world, pusher, talks)),
    "GET calls": asking("calls per path: how many, how they ended, how many in each of the last 30 minutes; and the last 50", () => ({
      paths: world.calls.report(),
      perMinute: world.calls.perMinute.last(30),
      recent: world.calls.recent(),
    })),
    "GET tokens": asking(
      "access tokens issued, refreshes forced, and how long the newest lives",
      (query) => tokenReport(world, accountNamed(world, query.get("appId"))),
      APP_ID,
    ),
    "POST reset": ordering("forgets what was counted, ordered or is going on", resetShape, ({ what }) => reset(what ?? RESETTABLE)),
    ...clockRoutes(world),
    ...faultRoutes(world),
    ...ledgerRoutes(world),
    ...eventRoutes({ world, pusher, acts, talks }),
    ...callbackRoutes({ world, pusher, acts }),
    ...settingsRoutes(world),
    ...accountRoutes(world, runner),
    ...materialRoutes(world),
  };
  return { routes, stop: () => talks.end() };
}
