import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";

/** The person a message is for, by `touser`: 40003 for anything but an openid, 49003 for another account's. */
export function receiver({ followers }: Account, touser: unknown): number {
  if (typeof touser !== "string") throw new ApiError(40003);
  return followers.numberOf(touser);
}
