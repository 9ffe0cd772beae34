import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { isObject } from "../json.js";
import type { Account } from "../model/account.js";
import { groupOf } from "./groups.js";

const PAGE_SIZE = 10_000;
const MOST_PROFILES = 100;

export const userEndpoints = [
  endpoint("GET", "user/get", followers),
  endpoint("GET", "user/info", ({ account, query }) => profile(account, query.get("openid"), query.get("lang"))),
  endpoint("POST", "user/info/batchget", profiles),
];

/** A page of followers after next_openid, in the order they followed. */
function followers({ account, query }: AccountCall): Reply {
  const { followers: all } = account;
  const openid: string[] = [];
  for (let n = all.nextFrom(all.afterOpenid(query.get("next_openid"))); n >= 0; n = all.nextFrom(n + 1)) {
    if (openid.length === PAGE_SIZE) break;
    openid.push(all.openidOf(n));
  }
  if (openid.length === 0) return { total: all.total, count: 0, next_openid: "" };
  return { total: all.total, count: openid.length, data: { openid }, next_openid: openid.at(-1) };
}

function profiles({ account, body }: AccountCall): Reply {
  const list: unknown = body.user_list;
  if (!Array.isArray(list) || list.length === 0) throw new ApiError(40031);
  if (list.length > MOST_PROFILES) throw new ApiError(ASSUMED.tooManyProfiles);
  return {
    user_info_list: list.map((user: unknown) => {
      if (!isObject(user)) throw new ApiError(40003);
      return profile(account, user.openid, user.lang);
    }),
  };
}

/** Any openid that is not the account's is a 40003 here, foreign or garbage. */
function profile(account: Account, openid: unknown, lang: unknown): Reply {
  const { followers: all, tags, service } = account;
  if (openid === null || openid === undefined || openid === "") throw new ApiError(41009);
  const n = numberOrInvalid(all, openid);
  const found = all.profileOf(n, typeof lang === "string" && lang !== "" ? lang : "zh_CN");
  if (found.subscribe !== 1) return found;
  return { ...found, remark: service.remarkOf(n), groupid: groupOf(account, n), tagid_list: tags.of(n) };
}

function numberOrInvalid(all: Account["followers"], openid: unknown): number {
  try {
    return all.numberOf(openid);
  } catch {
    throw new ApiError(40003);
  }
}
