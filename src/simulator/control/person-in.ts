import { z } from "zod";
import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";
import { MOST_PEOPLE } from "../model/followers.js";
import { ControlError } from "./control-error.js";

/** Whose account and which person: fields that many orders share. */
export const whoShape = {
  appId: z.string().optional().describe("may be left out where there is one app"),
  openid: z.string().optional(),
  follower: z
    .int()
    .min(0)
    .max(MOST_PEOPLE - 1)
    .optional()
    .describe("the person's number, in place of openid"),
};

/** The number of the person that an order names. */
export function personIn({ followers }: Account, { openid, follower }: { openid?: string; follower?: number }): number {
  if (follower !== undefined) return follower;
  if (openid === undefined) throw new ControlError("openid or follower says who");
  try {
    return followers.numberOf(openid);
  } catch (error) {
    if (error instanceof ApiError) throw new ControlError("openid is not one of this account's");
    throw error;
  }
}
