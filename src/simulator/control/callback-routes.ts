import { z } from "zod";
import { type CallbackEvent, followEvent, massFinishedEvent } from "../callbacks/events.js";
import type { CallbackPusher } from "../callbacks/pusher.js";
import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";
import { MOST_PEOPLE } from "../model/followers.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import type { ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";

const whoShape = {
  appId: z.string().optional(),
  openid: z.string().optional(),
  follower: z
    .int()
    .min(0)
    .max(MOST_PEOPLE - 1)
    .optional(),
};
const eventShape = z.strictObject({ ...whoShape, event: z.enum(["subscribe", "unsubscribe"]) });
const callbackShape = z.strictObject({
  ...whoShape,
  /** `repeat`: an event already pushed, once more. `forged`: one that must be refused. `check`: the GET of the settings page. */
  kind: z.enum(["repeat", "forged", "check"]),
  event: z.enum(["MASSSENDJOBFINISH", "subscribe", "unsubscribe"]).optional(),
  /** Of a mass job, as text or number; the latest if absent. */
  msgId: z.union([z.string().regex(/^\d{1,20}$/), z.int(), z.bigint()]).optional(),
  forgery: z.enum(["signature", "appid"]).optional(),
  echostr: z.string().max(200).optional(),
});

/** People who follow or leave, and callbacks out of turn. */
export function callbackRoutes(world: World, pusher: CallbackPusher): ControlRoutes {
  return {
    "POST events": ({ body }) => follow(world, pusher, eventShape.parse(body)),
    "POST callbacks": ({ body }) => callback(world, pusher, callbackShape.parse(body)),
  };
}

/** Changes the state, then pushes the event; replies when it was acknowledged or given up. */
async function follow(world: World, pusher: CallbackPusher, order: z.infer<typeof eventShape>): Promise<unknown> {
  const account = accountNamed(world, order.appId);
  const person = personIn(account, order);
  world.commit(account, { type: order.event === "subscribe" ? "followed" : "unfollowed", person });
  await world.flushed();
  await pusher.push(account, followEvent(account, person, order.event, world.clock.now()));
  return { openid: account.followers.openidOf(person), total: account.followers.total };
}

/** Replies with what the callback address answered. */
async function callback(world: World, pusher: CallbackPusher, order: z.infer<typeof callbackShape>): Promise<unknown> {
  const account = accountNamed(world, order.appId);
  const forgery = order.kind === "forged" ? (order.forgery ?? "signature") : (order.forgery ?? null);
  if (order.kind === "check") return pusher.check(account, order.echostr ?? "5927782489442352469", forgery);
  return pusher.postOnce(account, eventOf(world, account, order), forgery);
}

function eventOf(world: World, account: Account, order: z.infer<typeof callbackShape>): CallbackEvent {
  const now = world.clock.now();
  if (order.event === "subscribe" || order.event === "unsubscribe") {
    return followEvent(account, personIn(account, order), order.event, now);
  }
  const job = order.msgId === undefined ? account.ledger.allJobs().at(-1) : account.ledger.job(BigInt(order.msgId));
  if (!job) throw new ControlError("there is no such mass job");
  return massFinishedEvent(account, job, now);
}

function personIn({ followers }: Account, { openid, follower }: { openid?: string; follower?: number }): number {
  if (follower !== undefined) return follower;
  if (openid === undefined) throw new ControlError("openid or follower says who");
  try {
    return followers.numberOf(openid);
  } catch (error) {
    if (error instanceof ApiError) throw new ControlError("openid is not one of this account's");
    throw error;
  }
}
