import { z } from "zod";
import type { Acts } from "../callbacks/acts.js";
import { type CallbackEvent, massFinishedEvent } from "../callbacks/events.js";
import type { CallbackPusher } from "../callbacks/pusher.js";
import { canForge, FORGERIES, type Forgery } from "../callbacks/request.js";
import type { Account } from "../model/account.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";
import { actOf, isPersonal } from "./event-routes.js";
import { readEventOrder } from "./event-shapes.js";
import { jobEvent } from "./job-event.js";
import { personIn, whoShape } from "./person-in.js";

const ECHOSTR = "5927782489442352469";

const callbackShape = z.strictObject({
  ...whoShape,
  kind: z
    .enum(["repeat", "forged", "replay", "check"])
    .describe(
      "repeat: an event once more, newly signed. forged: one to be refused. replay: the last POST byte for byte. check: the GET of the settings page",
    ),
  event: z.enum(["MASSSENDJOBFINISH", "subscribe", "unsubscribe"]).optional(),
  msgId: z
    .union([z.string().regex(/^\d{1,19}$/), z.int(), z.bigint()])
    .optional()
    .describe("of a mass job; the latest if absent"),
  order: z.unknown().optional().describe("in place of event: any that POST events takes"),
  forgery: z.enum(FORGERIES).optional().describe("what is wrong with it (signature)"),
  echostr: z.string().max(200).optional(),
});
type CallbackOrder = z.output<typeof callbackShape>;

interface Parts {
  world: World;
  pusher: CallbackPusher;
  acts: Acts;
}

/** Callbacks out of turn, and what became of the others. */
export function callbackRoutes(parts: Parts): ControlRoutes {
  const { log } = parts.pusher;
  return {
    "GET callbacks": asking(
      "callbacks: how many were acknowledged or given up, per minute, and the last 50 with tries and replies",
      () => ({
        counts: log.counts,
        perMinute: log.perMinute.last(30),
        recent: log.recent(),
      }),
    ),
    "POST callbacks": ordering(
      "posts a callback out of turn, once; answers with what the address said: { status, body }",
      callbackShape,
      (order) => callback(parts, order),
    ),
  };
}

async function callback({ world, pusher, acts }: Parts, order: CallbackOrder): Promise<unknown> {
  const account = accountNamed(world, order.appId);
  const forgery = order.kind === "forged" ? (order.forgery ?? "signature") : (order.forgery ?? null);
  assertForgeable(account, forgery);
  if (order.kind === "check") return pusher.check(account, order.echostr ?? ECHOSTR, forgery);
  if (order.kind !== "replay") return pusher.postOnce(account, eventOf(world, acts, account, order), forgery);
  const answer = await pusher.replay(account);
  if (!answer) throw new ControlError("nothing was pushed yet");
  return answer;
}

function assertForgeable(account: Account, forgery: Forgery | null): void {
  const callback = account.callbackLine.current;
  if (!callback) throw new ControlError(`app ${account.appId} has no callback address`);
  if (forgery && !canForge(callback, forgery))
    throw new ControlError(`plain mode cannot be forged so: ${forgery} needs safe or compatible mode`);
}

function eventOf(world: World, acts: Acts, account: Account, order: CallbackOrder): CallbackEvent {
  if (order.order !== undefined) {
    const what = readEventOrder(order.order);
    return isPersonal(what) ? acts.eventOf(account, personIn(account, what), actOf(what)) : jobEvent(account, what, world.clock.now());
  }
  if (order.event === "subscribe" || order.event === "unsubscribe")
    return acts.eventOf(account, personIn(account, order), { event: order.event });
  const job = order.msgId === undefined ? account.ledger.allJobs().at(-1) : account.ledger.job(BigInt(order.msgId));
  if (!job) throw new ControlError("there is no such mass job");
  return massFinishedEvent(account, job);
}
