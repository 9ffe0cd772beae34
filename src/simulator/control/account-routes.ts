import { z } from "zod";
import type { MassRunner } from "../callbacks/mass-runner.js";
import type { Account } from "../model/account.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { APP_ID, asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";
import { personIn } from "./person-in.js";

const conditionsShape = z.strictObject({
  appId: z.string().optional(),
  ipWhitelist: z.array(z.string().max(64)).max(1000).nullable().optional().describe("null: tokens may be fetched from anywhere"),
  secretFrozen: z.boolean().optional().describe("40243"),
  massProtocolAgreed: z.boolean().optional().describe("false: 48003"),
  apiForbidden: z.boolean().optional().describe("48004"),
  forbiddenMsgtypes: z.array(z.string().max(32)).max(32).optional().describe("48008"),
  sendProtection: z.boolean().optional().describe("sends to everyone wait for POST administrator"),
  taggingTakesMs: z.number().min(0).max(60_000).optional().describe("a second tag for the same person meanwhile is 45159"),
  errmsgSuffix: z.enum(["rid", "hint", "both"]).optional(),
});
const answerShape = z.strictObject({
  appId: z.string().optional(),
  msgId: z
    .union([z.string().regex(/^\d{1,20}$/), z.int(), z.bigint()])
    .optional()
    .describe("the latest that waits, where absent"),
  answer: z.enum(["approve", "refuse"]),
});

/** How an account stands with WeChat, what its administrator answers, and what single people got from it. */
export function accountRoutes(world: World, runner: MassRunner): ControlRoutes {
  return {
    "GET account": asking(
      "how the account stands with WeChat",
      (query) => accountNamed(world, query.get("appId")).service.conditions,
      APP_ID,
    ),
    "POST account": ordering("changes it; what is left out stays", conditionsShape, (order) => change(world, order)),
    "POST administrator": ordering("answers a send to everyone that waits under send protection", answerShape, (order) =>
      answer(world, runner, order),
    ),
    "GET messages": asking(
      "the latest custom and template messages",
      (query) => messages(accountNamed(world, query.get("appId")), query.get("openid")),
      { ...APP_ID, openid: "only those to this person" },
    ),
  };
}

async function change(world: World, { appId, ...conditions }: z.output<typeof conditionsShape>): Promise<unknown> {
  const account = accountNamed(world, appId);
  world.commit(account, { type: "conditions-set", conditions });
  await world.flushed();
  return account.service.conditions;
}

async function answer(world: World, runner: MassRunner, order: z.output<typeof answerShape>): Promise<unknown> {
  const account = accountNamed(world, order.appId);
  const msgId = order.msgId === undefined ? [...account.waiting.keys()].at(-1) : BigInt(order.msgId);
  if (msgId === undefined || !account.waiting.has(msgId)) throw new ControlError("no such send waits for the administrator");
  world.commit(account, { type: "mass-decided", msgId, approved: order.answer === "approve" });
  await world.flushed();
  const job = account.ledger.job(msgId);
  if (job) runner.start(account, job);
  return { msgId, status: job?.status };
}

function messages(account: Account, openid: string | null): unknown {
  const { outbox } = account.service;
  const list = outbox.list(openid === null ? null : personIn(account, { openid }));
  return {
    total: outbox.total,
    messages: list.map(({ person, ...message }) => ({ ...message, openid: account.followers.openidOf(person) })),
  };
}
