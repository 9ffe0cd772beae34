import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";

/** 48001 for who is not verified, 48003 for who did not accept the mass-send agreement. */
export function assertMayMassSend({ settings, service }: Account): void {
  if (!settings.verified) throw new ApiError(48001);
  if (!service.conditions.massProtocolAgreed) throw new ApiError(48003);
}

/** 48008 for a kind of message the account may not send. */
export function assertMayUse({ service }: Account, msgtype: string): void {
  if (service.conditions.forbiddenMsgtypes.includes(msgtype)) throw new ApiError(48008);
}
