import type { Account } from "../model/account.js";
import type { World } from "../world.js";
import { ControlError } from "./control-error.js";

/** The account a control call names, or the only one. */
export function accountNamed(world: World, appId: string | null | undefined): Account {
  const accounts = world.allAccounts();
  const account = appId ? world.account(appId) : accounts[0];
  if (!account) throw new ControlError(`there is no app ${appId}`);
  if (!appId && accounts.length > 1) throw new ControlError("several apps: say which by appId");
  return account;
}
