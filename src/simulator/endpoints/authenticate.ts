import { ASSUMED } from "../assumptions.js";
import type { Call } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import type { Account } from "../model/account.js";

/**
 * The account that an appid and its secret prove: 41002, 40013, 41004, 40125 (wrong secret), 40243 (frozen), 40164 (from an
 * address that is not on the account's list).
 */
export function authenticate({ world, ip }: Call, { appId, secret }: { appId: unknown; secret: unknown }): Account {
  if (typeof appId !== "string" || appId === "") throw new ApiError(41002);
  const account = world.account(appId);
  if (!account) throw new ApiError(40013);
  if (typeof secret !== "string" || secret === "") throw new ApiError(41004);
  if (secret !== account.settings.appSecret) throw new ApiError(ASSUMED.wrongSecret);
  const { secretFrozen, ipWhitelist } = account.service.conditions;
  if (secretFrozen) throw new ApiError(40243);
  if (ipWhitelist && !ipWhitelist.map(bareIp).includes(bareIp(ip))) throw notOnTheList(bareIp(ip));
  return account;
}

/** IPv4 as a server that listens on both kinds of address sees it is `::ffff:1.2.3.4`. */
function bareIp(ip: string): string {
  return ip.replace(/^::ffff:/i, "");
}

function notOnTheList(ip: string): ApiError {
  const six = ip.includes(":") ? ip : `::ffff:${ip}`;
  return new ApiError(40164, {}, `invalid ip ${ip} ipv6 ${six}, not in whitelist`);
}
