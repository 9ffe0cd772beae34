import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { encodePeople } from "../model/people.js";
import { openidList } from "./openid-list.js";

const PAGE_SIZE = 10_000;
const MOST_PER_CALL = 20;

export const blacklistEndpoints = [
  endpoint("POST", "tags/members/getblacklist", list),
  endpoint("POST", "tags/members/batchblacklist", (call) => set(call, true)),
  endpoint("POST", "tags/members/batchunblacklist", (call) => set(call, false)),
];

function list({ account, body }: AccountCall): Reply {
  assertVerified(account);
  const { blacklisted } = account.followers;
  const openid: string[] = [];
  for (let n = blacklisted.nextFrom(account.followers.afterOpenid(body.begin_openid)); n >= 0; n = blacklisted.nextFrom(n + 1)) {
    if (openid.length === PAGE_SIZE) break;
    openid.push(account.followers.openidOf(n));
  }
  if (openid.length === 0) return { total: blacklisted.size, count: 0, next_openid: "" };
  return { total: blacklisted.size, count: openid.length, data: { openid }, next_openid: openid.at(-1) };
}

function set({ world, account, body }: AccountCall, blacklisted: boolean): Reply {
  assertVerified(account);
  const people = encodePeople(openidList(account, body, MOST_PER_CALL));
  world.commit(account, { type: blacklisted ? "blacklisted" : "unblacklisted", people });
  return OK;
}

function assertVerified({ settings }: AccountCall["account"]): void {
  if (!settings.verified) throw new ApiError(48001);
}
