import { type AuditRecord, type AuditTrail, asked, failed } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError, PublicError } from "../graphql/errors.js";
import { fromWeChat } from "../graphql/format-error.js";
import { intIdOrNull } from "../graphql/ids.js";
import { type BlacklistCalls, WeChatError } from "../wechat/index.js";
import { PSEUDONYM_PREFIX } from "./erased-people.port.js";
import type { FollowerStore } from "./follower-store.port.js";
import type { UserEditStore } from "./user-edit-store.port.js";

/** The tenants' blacklists at WeChat; `wechat/` answers. */
export interface BlacklistAccounts {
  forTenant(tenantId: number): Promise<Pick<BlacklistCalls, "blacklistOpenids" | "unblacklistOpenids">>;
}

const MAX_IDS = 1_000;
/** WeChat takes so many a call. */
const CHUNK = 20;

interface Progress {
  /** Users whom WeChat was told of and who stand so here. */
  done: number;
  /** Those of them whose mark here was another before. */
  changed: number;
}

/**
 * Keeps our blacklist and WeChat's in step: WeChat is told first, twenty users at a time, and only what it took is marked here. No
 * transaction holds the two together: what is asked is in the audit log before WeChat is told, and how far it came after.
 */
export class BlacklistService {
  constructor(
    private readonly accounts: BlacklistAccounts,
    private readonly people: Pick<UserEditStore, "openidsOf">,
    private readonly followers: Pick<FollowerStore, "markBlacklisted">,
    private readonly audit: AuditTrail,
  ) {}

  blacklist(principal: Principal, ids: readonly string[]): Promise<number> {
    return this.set(principal, ids, true);
  }

  unblacklist(principal: Principal, ids: readonly string[]): Promise<number> {
    return this.set(principal, ids, false);
  }

  /**
   * Gives how many changed here. WeChat is told of the others too: its list may have been changed elsewhere. When it refuses
   * in the middle, what was done stays done, is recorded, and is counted in the error.
   */
  private async set(principal: Principal, ids: readonly string[], blacklisted: boolean): Promise<number> {
    const { tenantId } = principal;
    const marks = await this.marksOf(tenantId, ids);
    const openids = [...marks.keys()];
    if (openids.length === 0) return 0;
    const progress: Progress = { done: 0, changed: 0 };
    await this.audit.record(asked({ ...entryOf(principal, blacklisted, marks, openids.length), detail: `${openids.length} users` }));
    const record = (how: string) => {
      const { done, changed } = progress;
      const detail = `${done} users, ${changed} of them changed${how}`;
      return this.audit.record({ ...entryOf(principal, blacklisted, marks, done), detail });
    };
    try {
      await this.tellAll(tenantId, openids, blacklisted, progress);
    } catch (error) {
      await record(`; ${failed(error)}`);
      throw error instanceof WeChatError && progress.done > 0 ? stoppedShort(error, progress, openids.length) : error;
    }
    await record("");
    return progress.changed;
  }

  private async tellAll(tenantId: number, openids: readonly string[], blacklisted: boolean, progress: Progress): Promise<void> {
    const client = await this.accounts.forTenant(tenantId);
    for (let i = 0; i < openids.length; i += CHUNK) {
      const chunk = openids.slice(i, i + CHUNK);
      await (blacklisted ? client.blacklistOpenids(chunk) : client.unblacklistOpenids(chunk));
      progress.changed += await this.followers.markBlacklisted(tenantId, chunk, blacklisted);
      progress.done += chunk.length;
    }
  }

  /** Whether each is marked here now, by openid, in the order of `ids`. */
  private async marksOf(tenantId: number, ids: readonly string[]): Promise<Map<string, boolean>> {
    if (ids.length > MAX_IDS)
      throw new BadInputError("ids", `must be at most ${MAX_IDS}, are ${ids.length}`, {
        reason: "TOO_MANY",
        max: MAX_IDS,
        count: ids.length,
      });
    const userIds = ids.map(intIdOrNull);
    const known = await this.people.openidsOf(
      tenantId,
      userIds.filter((id) => id !== null),
    );
    const marks = ids.map((id, i): [string, boolean] => {
      const user = known.get(userIds[i] ?? 0);
      if (user === undefined) throw new NotFoundError("user", id, `ids[${i}]`);
      const { openid, blacklisted } = user;
      // WeChat would refuse all twenty of the call for a pseudonym.
      if (openid.startsWith(PSEUDONYM_PREFIX))
        throw new ConflictError(`ids[${i}]`, "this person's data was deleted: WeChat cannot be told of them", { reason: "PERSON_DELETED" });
      return [openid, blacklisted];
    });
    return new Map(marks);
  }
}

/** Of the first so many. */
function entryOf(
  { tenantId, name: operator }: Principal,
  blacklisted: boolean,
  marks: ReadonlyMap<string, boolean>,
  done: number,
): Omit<AuditRecord, "detail"> {
  const before = [...marks].slice(0, done);
  const after = before.map(([openid]) => [openid, blacklisted]);
  return { tenantId, operator, action: blacklisted ? "blacklistUsers" : "unblacklistUsers", target: null, before, after };
}

/** Whatever WeChat's reason, the caller must learn that something was done. */
function stoppedShort(error: WeChatError, { done, changed }: Progress, total: number): PublicError {
  const { message } = fromWeChat(error, new Date());
  const { errcode, errmsg } = error;
  return new PublicError(
    "WECHAT_API_ERROR",
    `${message}; before that, ${done} of ${total} users were done and ${changed} of them changed: call again for all, which is harmless`,
    { errcode, errmsg, done, changed },
    { cause: error },
  );
}
