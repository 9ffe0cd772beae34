import type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";
import type { CallbackLog } from "./callback-log.js";
import { CallbackRefused } from "./callback-refused.js";

const ORIGINAL_ID = /^[A-Za-z0-9_@.-]{1,64}$/;

/**
 * Learns the account's gh_… id (ToUserName) from its first callback, and looks at it in all later ones. One that differs:
 * - inside an encrypted body that names our appid it is believed, since moving an account to another company (帐号迁移) gives it
 *   a new one; it is learned anew, and logged;
 * - in plain mode, where the body is not signed, it is refused: another account's callbacks reach this address.
 *   `tagcast update-tenant --original-id` says that it has really changed.
 */
export class OriginalIds {
  constructor(
    private readonly accounts: Pick<CallbackAccounts, "learnOriginalId">,
    private readonly log: CallbackLog,
  ) {}

  /** Throws CallbackRefused 400 or 403. */
  async check(account: CallbackAccount, toUserName: unknown, encrypted: boolean): Promise<void> {
    const { originalId, tenantId } = account;
    if (toUserName === originalId) return;
    if (typeof toUserName !== "string" || !ORIGINAL_ID.test(toUserName)) throw new CallbackRefused(400, "missing or malformed: ToUserName");
    if (originalId !== null) {
      if (!encrypted) {
        throw new CallbackRefused(403, "ToUserName is another account's; after a migration: tagcast update-tenant --original-id");
      }
      this.log.warn({ tenantId, from: originalId, to: toUserName }, "the account's original id has changed, as in an account migration");
    }
    await this.accounts.learnOriginalId(tenantId, toUserName);
  }
}
