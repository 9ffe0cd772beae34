import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";

/** The number of a follower named by openid: 41009 without one, 40003 or 49003 for a wrong one, 40003 for who does not follow. */
export function followerIn({ followers }: Account, openid: unknown): number {
  if (openid === undefined || openid === null || openid === "") throw new ApiError(41009);
  const n = followers.numberOf(openid);
  if (!followers.follows(n)) throw new ApiError(40003);
  return n;
}
