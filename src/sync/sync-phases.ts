import type { TagExchange, Turn, WeChatTagStore } from "../tags/index.js";
import { type FollowerStore, MAX_FOLLOWERS_AT_ONCE } from "../users/index.js";
import { type WeChatClient, WeChatError } from "../wechat/index.js";
import { fetchProfiles } from "./fetch-profiles.js";
import type { ProfileImporter } from "./profile-importer.js";
import type { PushPhase } from "./push-phase.js";
import type { SyncLogger, SyncPosition, SyncSteps, SyncWork } from "./sync-job-store.port.js";

/** Profiles between two saved positions: twenty calls, one write. */
const PROFILES_PER_STEP = 2_000;

/** The steps of syncFromWeChat. */
export class SyncPhases implements SyncSteps {
  constructor(
    private readonly followers: FollowerStore,
    private readonly tags: WeChatTagStore,
    private readonly profiles: ProfileImporter,
    private readonly exchange: TagExchange,
    private readonly push: PushPhase,
    private readonly log: SyncLogger,
  ) {}

  step({ tenantId, position: at }: SyncWork, client: WeChatClient, signal?: AbortSignal): Promise<SyncPosition | null> {
    switch (at.phase) {
      case "TAGS":
        return this.pullTags(tenantId, client, at, signal);
      case "FOLLOWERS":
        return this.pullFollowers(tenantId, client, at);
      case "PROFILES":
        return this.pullProfiles(tenantId, client, at, signal);
      case "BLACKLIST":
        return this.pullBlacklist(tenantId, client, at);
      case "PUSH":
        return this.push.step(tenantId, client, at, signal);
    }
  }

  private async pullTags(tenantId: number, client: WeChatClient, at: SyncPosition, signal?: AbortSignal): Promise<SyncPosition> {
    const pull = async (turn: Turn) => this.tags.saveTags(tenantId, await client.tags(), turn);
    await this.exchange.take(tenantId, "reading", pull, signal);
    return { ...at, phase: "FOLLOWERS", cursor: null };
  }

  private async pullFollowers(tenantId: number, client: WeChatClient, at: SyncPosition): Promise<SyncPosition> {
    const observedAt = await this.followers.now();
    const page = await client.followers(at.cursor ?? "");
    const unsaid = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    const profiles = page.openids.map((openid) => ({ ...unsaid, openid, subscribed: true }));
    await this.followers.upsertFollowers(tenantId, profiles, observedAt);
    const done = at.done + page.openids.length;
    // Each follower is listed once and asked for the profile once.
    if (page.openids.length > 0 && page.nextOpenid !== "") return { ...at, cursor: page.nextOpenid, done, total: 2 * page.total };
    return { phase: "PROFILES", cursor: null, done, total: done + (await this.followers.countSubscribed(tenantId)) };
  }

  /** Everyone taken for a follower is asked about, so those who left unnoticed are found here: WeChat says that they do not follow. */
  private async pullProfiles(tenantId: number, client: WeChatClient, at: SyncPosition, signal?: AbortSignal): Promise<SyncPosition> {
    const users = await this.followers.subscribedAfter(tenantId, Number(at.cursor ?? -1), PROFILES_PER_STEP);
    const last = users.at(-1);
    if (last === undefined) return { ...at, phase: "BLACKLIST", cursor: null };
    const openids = users.map(({ openid }) => openid);
    const pull = async (turn: Turn) => {
      const observedAt = await this.followers.now();
      await this.profiles.import(tenantId, await fetchProfiles(client, openids), observedAt, turn);
    };
    await this.exchange.take(tenantId, "reading", pull, signal);
    return { ...at, cursor: String(last.ordinal), done: at.done + users.length };
  }

  private async pullBlacklist(tenantId: number, client: WeChatClient, at: SyncPosition): Promise<SyncPosition> {
    const listed = await this.readBlacklist(tenantId, client);
    if (listed !== null) {
      const before = await this.followers.blacklistedOpenids(tenantId);
      await this.mark(
        tenantId,
        before.filter((openid) => !listed.has(openid)),
        false,
      );
      await this.mark(tenantId, [...listed], true);
    }
    return { ...at, phase: "PUSH", cursor: null };
  }

  private async mark(tenantId: number, openids: readonly string[], blacklisted: boolean): Promise<void> {
    for (let i = 0; i < openids.length; i += MAX_FOLLOWERS_AT_ONCE) {
      await this.followers.markBlacklisted(tenantId, openids.slice(i, i + MAX_FOLLOWERS_AT_ONCE), blacklisted);
    }
  }

  /** Null where the account may not ask (WeChat lets only verified ones): the rest of the run is as good without it. */
  private async readBlacklist(tenantId: number, client: WeChatClient): Promise<Set<string> | null> {
    const listed = new Set<string>();
    try {
      let page = await client.blacklist("");
      for (;;) {
        for (const openid of page.openids) listed.add(openid);
        if (page.openids.length === 0 || page.nextOpenid === "") return listed;
        page = await client.blacklist(page.nextOpenid);
      }
    } catch (error) {
      if (!(error instanceof WeChatError) || (error.kind !== "refused" && error.kind !== "invalid")) throw error;
      this.log.warn({ err: error, tenantId }, "WeChat does not give this account its blacklist");
      return null;
    }
  }
}
