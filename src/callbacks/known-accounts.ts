import { AcceptedSecrets } from "./accepted-secrets.js";
import type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";

/** How long a change of an account's secrets, made in whatever process, may go unseen in this one. */
export const ACCOUNT_KNOWN_MS = 2_000;
/** Strangers may ask for any appid. */
const MAX_KNOWN = 1_000;
const APP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** An account with what was made ready to check its callbacks. */
export type KnownAccount = CallbackAccount & { secrets: AcceptedSecrets };

interface Known {
  account: Promise<KnownAccount | null>;
  until: number;
}

/** Remembers accounts for a moment: thousands of callbacks a second need not open the same secrets thousands of times. */
export class KnownAccounts implements Pick<CallbackAccounts, "learnOriginalId"> {
  private readonly known = new Map<string, Known>();

  constructor(private readonly accounts: CallbackAccounts) {}

  byAppId(appId: string): Promise<KnownAccount | null> {
    if (!APP_ID.test(appId)) return Promise.resolve(null);
    const known = this.known.get(appId);
    return known && known.until > performance.now() ? known.account : this.read(appId);
  }

  async learnOriginalId(tenantId: number, originalId: string): Promise<void> {
    await this.accounts.learnOriginalId(tenantId, originalId);
    this.known.clear();
  }

  private read(appId: string): Promise<KnownAccount | null> {
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    const account = this.accounts.byAppId(appId).then((found) => found && { ...found, secrets: new AcceptedSecrets(found) });
    const known = { account, until: performance.now() + ACCOUNT_KNOWN_MS };
    this.known.set(appId, known);
    account.catch(() => {
      if (this.known.get(appId) === known) this.known.delete(appId);
    });
    return account;
  }
}
