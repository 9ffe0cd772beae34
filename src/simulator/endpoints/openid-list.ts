import { ApiError } from "../errcodes.js";
import type { JsonObject } from "../json.js";
import type { Account } from "../model/account.js";

/** `openid_list` of 1 to `most`: 40032 for another number of them, 40003 and 49003 for what is in it. */
export function openidList(account: Account, body: JsonObject, most: number): Uint32Array {
  const list: unknown = body.openid_list;
  if (!Array.isArray(list) || list.length === 0 || list.length > most) throw new ApiError(40032);
  return Uint32Array.from(list, (openid: unknown) => account.followers.numberOf(openid));
}
