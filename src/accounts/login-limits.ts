import { QuotaExceededError } from "../graphql/errors.js";
import type { AttemptStore, SecretBox } from "./stores.port.js";

const MAX_FAILURES = 10;
const WINDOW_MS = 15 * 60 * 1000;

/** At most 10 failed logins in 15 minutes for a username and for an address, over all processes. */
export class LoginLimits {
  constructor(
    private readonly attempts: AttemptStore,
    private readonly box: Pick<SecretBox, "fingerprint">,
    private readonly clock: () => Date,
  ) {}

  /**
   * Counts the attempt as failed before the password is looked at: counted afterwards, a hundred guesses at once would all
   * pass the check. QUOTA_EXCEEDED with `retryAt` once the window is full.
   */
  async take(username: string, address: string): Promise<void> {
    // Always in this order, so that two logins never wait for each other's row.
    for (const key of [addressKey(address), this.usernameKey(username)]) {
      const { count, expiresAt } = await this.attempts.take(key, this.clock(), WINDOW_MS);
      if (count > MAX_FAILURES)
        throw new QuotaExceededError("too many failed logins; wait before trying again", { reason: "LOGINS_FAILED" }, expiresAt);
    }
  }

  async succeeded(username: string, address: string): Promise<void> {
    await this.attempts.giveBack(addressKey(address));
    await this.attempts.reset(this.usernameKey(username));
    await this.attempts.forgetExpired(this.clock());
  }

  /** Hashed: what people type there is now and then their phone number, or their password. */
  private usernameKey(username: string): string {
    return `username:${Buffer.from(this.box.fingerprint(username, "login attempt")).toString("base64url")}`;
  }
}

/** A home or office holds a whole /64 of IPv6 addresses, so that is what is counted. */
function addressKey(address: string): string {
  const ipv4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return `address:${ipv4}`;
  const [network = ""] = address.split("::");
  return `address:${network.split(":").slice(0, 4).join(":")}::/64`;
}
