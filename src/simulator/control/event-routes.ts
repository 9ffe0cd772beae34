import { z } from "zod";
import type { Acts, PersonAct } from "../callbacks/acts.js";
import type { CallbackPusher } from "../callbacks/pusher.js";
import { MOST_TALKS, type Talks } from "../callbacks/talks.js";
import type { Account } from "../model/account.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";
import { eventOrderShape, type PersonOrder, readEventOrder } from "./event-shapes.js";
import { jobEvent } from "./job-event.js";
import { personIn } from "./person-in.js";

const RATE_PER_SECOND = 10;

interface Parts {
  world: World;
  pusher: CallbackPusher;
  acts: Acts;
  talks: Talks;
}

/** People who follow, leave, tap and write, and jobs that end, out of turn. */
export function eventRoutes({ world, pusher, acts, talks }: Parts): ControlRoutes {
  return {
    "GET events": asking("what people are doing in turn", () => talks.list()),
    "POST events": {
      about:
        "pushes an event or a message; answers when it was acknowledged or given up. With count: many people's in turn, at once answered",
      body: eventOrderShape,
      run: async ({ body }) => {
        const order = readEventOrder(body);
        const account = accountNamed(world, order.appId);
        if (!isPersonal(order)) return { outcome: await pusher.push(account, jobEvent(account, order, world.clock.now())) };
        return order.count === undefined ? once(acts, account, order) : inTurn(talks, account, order, order.count);
      },
    },
    "DELETE events": ordering("ends what people do in turn, one or all", z.strictObject({ id: z.int().optional() }), ({ id }) => {
      talks.end(id);
      return talks.list();
    }),
  };
}

export function isPersonal(order: ReturnType<typeof readEventOrder>): order is PersonOrder {
  return "message" in order || !order.event.endsWith("JOBFINISH");
}

/** What the nth person does. */
export function actOf(order: PersonOrder, index = 0): PersonAct {
  if (!("message" in order) || order.message !== "text") return order as PersonAct;
  const texts = [order.content].flat();
  return { message: "text", content: texts[index % texts.length] ?? "" };
}

async function once(acts: Acts, account: Account, order: PersonOrder): Promise<unknown> {
  if (order.ratePerSecond !== undefined) throw new ControlError("ratePerSecond goes with count");
  const person = personIn(account, order);
  const { outcome } = await acts.act(account, person, actOf(order));
  return { openid: account.followers.openidOf(person), total: account.followers.total, outcome };
}

function inTurn(talks: Talks, account: Account, order: PersonOrder, count: number): unknown {
  if (order.openid !== undefined || order.follower !== undefined) throw new ControlError("count picks the people itself");
  if (talks.isFull) throw new ControlError(`${MOST_TALKS} talks are under way; end some first`);
  const what = "message" in order ? order.message : order.event;
  return talks.start(account, what, { count, ratePerSecond: order.ratePerSecond ?? RATE_PER_SECOND }, (index) => actOf(order, index));
}
