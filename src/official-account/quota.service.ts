import { type AuditTrail, recordAround } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError } from "../graphql/errors.js";
import { isUnknownInterface, WeChatError } from "../wechat/index.js";
import type { OfficialAccounts } from "./official-account.port.js";
import type { ApiQuota } from "./official-account.types.js";

const MAX_PATH = 200;
/** A path alone: `//` would begin a host, `?` a query. */
const PATH = /^(\/[\w.-]+)+$/;
/** GraphQL's Int ends here; WeChat's limits need not. */
const MAX_INT = 2 ** 31 - 1;

/** The account's daily call quotas at WeChat. What WeChat refuses is thrown as WeChatError. */
export class QuotaService {
  constructor(
    private readonly accounts: Pick<OfficialAccounts, "forTenant">,
    private readonly audit: AuditTrail,
    /** Tells whoever waits for the next day that there are calls again. */
    private readonly onCleared: (tenantId: number) => Promise<void>,
  ) {}

  async apiQuota(tenantId: number, path: string): Promise<ApiQuota> {
    if (path.length > MAX_PATH) throw new BadInputError("path", `must have at most ${MAX_PATH} characters`);
    if (!PATH.test(path))
      throw new BadInputError("path", "must be like /cgi-bin/message/custom/send, without host and query", { reason: "INTERFACE_UNKNOWN" });
    const client = await this.accounts.forTenant(tenantId);
    const { dailyLimit, used, remaining } = await client.apiQuota(path).catch((error: unknown) => {
      if (error instanceof WeChatError && isUnknownInterface(error))
        throw new BadInputError("path", `WeChat says: ${error.errmsg}`, { reason: "INTERFACE_UNKNOWN" });
      throw error;
    });
    return { dailyLimit: toInt(dailyLimit), used: toInt(used), remaining: toInt(remaining) };
  }

  async clearQuota({ tenantId, name: operator }: Principal): Promise<true> {
    const client = await this.accounts.forTenant(tenantId);
    const entry = { tenantId, operator, action: "clearQuota", target: null, detail: null };
    await recordAround(this.audit, entry, () => client.clearQuota());
    await this.onCleared(tenantId);
    return true;
  }
}

function toInt(count: number): number {
  return Math.max(0, Math.min(MAX_INT, count));
}
