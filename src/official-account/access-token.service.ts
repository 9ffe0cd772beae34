import type { AuditTrail } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError, UnavailableError } from "../graphql/errors.js";
import type { KnownFollowers, OfficialAccounts } from "./official-account.port.js";
import type { AccessTokenStatus } from "./official-account.types.js";

/** As WeChat writes them; it asks for room for 512 characters. */
const TOKEN = /^[\w-]{32,512}$/;
const SHORTEST_LIFE_S = 60;
const LONGEST_LIFE_S = 7_200;
/** One of them might be another account's by mistake; not all. */
const OPENIDS_TO_ASK = 3;

/** The account's access token, as operators see and handle it. What WeChat refuses is thrown as WeChatError. */
export class AccessTokenService {
  constructor(
    private readonly accounts: OfficialAccounts,
    private readonly followers: KnownFollowers,
    private readonly audit: AuditTrail,
  ) {}

  /** Gets a token first where there is none. */
  async status(tenantId: number): Promise<AccessTokenStatus> {
    const keeper = await this.accounts.keeperFor(tenantId);
    const known = await keeper.status();
    if (known) return known;
    await keeper.current();
    const got = await keeper.status();
    if (got) return got;
    // One is in use here that the database lost, or cannot open: it is stored anew.
    await keeper.refresh();
    const stored = await keeper.status();
    if (stored) return stored;
    throw new UnavailableError("there is no access token now; try again in a moment");
  }

  async refresh(principal: Principal, force: boolean): Promise<AccessTokenStatus> {
    const keeper = await this.accounts.keeperFor(principal.tenantId);
    const before = await keeper.status();
    await keeper.refresh({ force });
    return this.recorded(principal, "refreshAccessToken", force ? "forced" : "not forced", before);
  }

  async replace(principal: Principal, pasted: string, expiresInSeconds: number): Promise<AccessTokenStatus> {
    const { tenantId } = principal;
    const token = pasted.trim();
    // No message here may quote the token.
    if (!TOKEN.test(token)) throw new BadInputError("token", "must have 32 to 512 characters: letters, digits, _ and -");
    if (expiresInSeconds < SHORTEST_LIFE_S || expiresInSeconds > LONGEST_LIFE_S) {
      throw new BadInputError("expiresInSeconds", `must be ${SHORTEST_LIFE_S} to ${LONGEST_LIFE_S}`);
    }
    const keeper = await this.accounts.keeperFor(tenantId);
    const verdict = await this.accounts.checkToken(token, await this.followers.someOpenids(tenantId, OPENIDS_TO_ASK));
    if (verdict === "refused") throw new BadInputError("token", "WeChat does not take it");
    if (verdict === "foreign")
      throw new BadInputError("token", "it is another account's: WeChat finds none of this account's followers with it");
    const before = await keeper.status();
    await keeper.replace(token, expiresInSeconds * 1000);
    return this.recorded(principal, "replaceAccessToken", `good for ${expiresInSeconds} s`, before);
  }

  private async recorded(
    { tenantId, name: operator }: Principal,
    action: string,
    how: string,
    before: AccessTokenStatus | null,
  ): Promise<AccessTokenStatus> {
    const status = await this.status(tenantId);
    const detail = `${how}; now version ${status.version}, fingerprint ${status.fingerprint}`;
    await this.audit.record({ tenantId, operator, action, target: `accessToken:${status.version}`, detail, before, after: status });
    return status;
  }
}
