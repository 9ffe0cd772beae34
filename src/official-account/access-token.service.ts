import { type AuditTrail, recordAround } from "../accounts/index.js";
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
    throw new UnavailableError("there is no access token now; try again in a moment", { why: { reason: "NO_TOKEN" } });
  }

  async refresh(principal: Principal, force: boolean): Promise<AccessTokenStatus> {
    const keeper = await this.accounts.keeperFor(principal.tenantId);
    const before = await keeper.status();
    return this.recorded(principal, { action: "refreshAccessToken", how: force ? "forced" : "not forced", before }, () =>
      keeper.refresh({ force }),
    );
  }

  async replace(principal: Principal, pasted: string, expiresInSeconds: number): Promise<AccessTokenStatus> {
    const { tenantId } = principal;
    const token = pasted.trim();
    // No message here may quote the token.
    if (!TOKEN.test(token))
      throw new BadInputError("token", "must have 32 to 512 characters: letters, digits, _ and -", { reason: "TOKEN_FORM" });
    if (expiresInSeconds < SHORTEST_LIFE_S || expiresInSeconds > LONGEST_LIFE_S) {
      throw new BadInputError("expiresInSeconds", `must be ${SHORTEST_LIFE_S} to ${LONGEST_LIFE_S}`, {
        reason: "BETWEEN",
        min: SHORTEST_LIFE_S,
        max: LONGEST_LIFE_S,
      });
    }
    const keeper = await this.accounts.keeperFor(tenantId);
    const verdict = await this.accounts.checkToken(token, await this.followers.someOpenids(tenantId, OPENIDS_TO_ASK));
    if (verdict === "refused") throw new BadInputError("token", "WeChat does not take it", { reason: "TOKEN_REFUSED" });
    if (verdict === "foreign")
      throw new BadInputError("token", "it is another account's: WeChat finds none of this account's followers with it", {
        reason: "TOKEN_FOREIGN",
      });
    const before = await keeper.status();
    return this.recorded(principal, { action: "replaceAccessToken", how: `good for ${expiresInSeconds} s`, before }, () =>
      keeper.replace(token, expiresInSeconds * 1000),
    );
  }

  /** WeChat issues tokens, and they may be kept in Redis: no transaction holds that and the entry together. */
  private recorded(
    { tenantId, name: operator }: Principal,
    { action, how, before }: { action: string; how: string; before: AccessTokenStatus | null },
    act: () => Promise<unknown>,
  ): Promise<AccessTokenStatus> {
    const entry = { tenantId, operator, action, target: before && `accessToken:${before.version}`, detail: how, before };
    const acted = async () => {
      await act();
      return this.status(tenantId);
    };
    return recordAround(this.audit, entry, acted, (after) => ({
      target: `accessToken:${after.version}`,
      detail: `${how}; now version ${after.version}, fingerprint ${after.fingerprint}`,
      after,
    }));
  }
}
