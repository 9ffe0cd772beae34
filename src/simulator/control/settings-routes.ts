import { z } from "zod";
import type { Account } from "../model/account.js";
import { AES_KEY } from "../options.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { APP_ID, asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";

const settingsShape = z.strictObject({
  appId: z.string().optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{3,64}$/, "3 to 64 letters, digits, - or _")
    .optional(),
  encodingAesKey: z.string().regex(AES_KEY, "43 characters A-Z a-z 0-9 + /").nullable().optional(),
  mode: z.enum(["plain", "safe", "compatible"]).optional(),
  format: z.enum(["xml", "json"]).optional(),
  formerSecretsFor: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe("so many more events are signed and encrypted by the former token and key (0)"),
});

/** Where an account's events go, told without secrets and changed while running. */
export function settingsRoutes(world: World): ControlRoutes {
  return {
    "GET callback-settings": asking("where events go, and in which mode", (query) => told(accountNamed(world, query.get("appId"))), APP_ID),
    "POST callback-settings": ordering("changes the address, secrets, mode or format; what is left out stays", settingsShape, (order) =>
      change(world, order),
    ),
  };
}

async function change(world: World, { appId, formerSecretsFor = 0, ...changes }: z.output<typeof settingsShape>): Promise<unknown> {
  const account = accountNamed(world, appId);
  const former = account.callbackLine.current;
  const url = changes.url ?? former?.url;
  const token = changes.token ?? former?.token;
  if (url === undefined || token === undefined) throw new ControlError("an app without callback address needs url and token");
  const { encodingAesKey = former?.encodingAesKey ?? null, mode = former?.mode ?? "plain", format = former?.format ?? "xml" } = changes;
  if (mode !== "plain" && encodingAesKey === null) throw new ControlError(`mode ${mode} needs an encodingAesKey`);
  world.commit(account, { type: "callback-set", callback: { url, token, encodingAesKey, mode, format }, formerSecretsFor });
  await world.flushed();
  return told(account);
}

function told({ callbackLine }: Account): unknown {
  const { current, formerSecretsFor } = callbackLine;
  if (!current) return { url: null };
  const { url, mode, format = "xml", encodingAesKey } = current;
  return { url, mode, format, hasKey: encodingAesKey !== null, formerSecretsFor };
}
