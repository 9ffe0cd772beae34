import { fetch } from "undici";
import type { Tenant } from "../../accounts/index.js";
import { type HttpWeChatClients, MASS_PATHS, WeChatError } from "../../wechat/index.js";
import { type Finding, fault, look, note, ok, skipped } from "./finding.js";

const TIMEOUT_MS = 5_000;
/** What a callback's timestamp may be off is 10 minutes; beyond, every callback is refused. */
const SKEW_NOTE_S = 30;
const SKEW_FAULT_S = 300;
const FEW_CALLS = 10;
const MASS_CALLS = [MASS_PATHS.send, MASS_PATHS.sendall];

/** Our clock against WeChat's, as its replies tell it. `baseUrl` null: the sandbox's simulator does not run. */
export function checkWeChatClock(baseUrl: string | null): Promise<Finding> {
  return look("clock of WeChat", async () => {
    if (baseUrl === null) return skipped("the sandbox's simulator runs with `tagcast start`");
    const before = Date.now();
    const response = await fetch(baseUrl, { method: "GET", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    const theirs = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return skipped(`${baseUrl} does not tell the time`);
    const seconds = secondsBetween(theirs, before, Date.now());
    if (seconds >= SKEW_FAULT_S)
      return fault(`differs by ${seconds} s, so that callbacks are refused: set ours by NTP (timedatectl set-ntp true)`);
    return seconds >= SKEW_NOTE_S ? note(`differs by ${seconds} s`) : ok("agrees with ours");
  });
}

/** A header tells whole seconds; anything between the two moments is no difference. */
function secondsBetween(theirs: number, before: number, after: number): number {
  const latest = theirs + 1_000;
  return Math.round((latest < before ? before - latest : Math.max(0, theirs - after)) / 1_000);
}

/** What is left of the day's mass calls. */
export function checkQuotas({ id, appId }: Tenant, wechat: HttpWeChatClients | null): Promise<Finding> {
  return look(`quotas of ${appId}`, async () => {
    if (wechat === null) return skipped("the sandbox's simulator runs with `tagcast start`");
    try {
      const client = await wechat.forTenant(id);
      const quotas = await Promise.all(MASS_CALLS.map(async (path) => ({ path, ...(await client.apiQuota(path)) })));
      const limited = quotas.filter(({ dailyLimit }) => dailyLimit > 0);
      const said = quotas.map(
        ({ path, dailyLimit, remaining }) => `${path} ${dailyLimit === 0 ? "no limit" : `${remaining} of ${dailyLimit} left today`}`,
      );
      const few = limited.some(({ remaining }) => remaining < FEW_CALLS);
      const advice = "; what does not fit waits for tomorrow by itself, or clearQuota (ten times a month)";
      return few ? note(`${said.join(", ")}${advice}`) : ok(said.join(", "));
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      return note(`WeChat does not say: ${error.message}`);
    }
  });
}
