import type { FollowerStore } from "../../users/index.js";
import { type TagCalls, type TagRefusal, tagRefusalOf, WeChatError } from "../../wechat/index.js";
import type { AttachedTag, Follower, MirrorMemberStore, PlannedCall } from "./mirror-store.port.js";
import type { Turn } from "./tag-exchange.js";

/** WeChat's limit for one call (tags/members/batchtagging, batchuntagging). */
const USERS_PER_CALL = 50;
const CALLS_AT_ONCE = 4;

export type TaggingCalls = Pick<TagCalls, "tagOpenids" | "untagOpenids">;

interface Tagging {
  adds: boolean;
  users: readonly Follower[];
}

type PlannedTagging = Tagging & { plan: PlannedCall };

interface Run {
  tenantId: number;
  client: TaggingCalls;
  tag: AttachedTag;
  turn: Turn;
  /** Nobody knows what WeChat has of these users. */
  doubtful: boolean;
  /** Calls nobody has begun. */
  work: PlannedTagging[];
}

/** What WeChat did of one call, and whom it refused: who no longer follows, and who has 20 tags. */
interface Outcome {
  done: Follower[];
  left: Follower[];
  full: Follower[];
}

/** Brings one tag's users at WeChat in line, some at a time. */
export class MirrorPusher {
  constructor(
    private readonly members: MirrorMemberStore,
    private readonly followers: Pick<FollowerStore, "now" | "upsertFollowers">,
  ) {}

  /**
   * Adds and removes; each user is in one call at most, and the calls have all come back when this resolves or rejects. What
   * became of a call is saved with the call; one without a clear answer stays written down as doubtful.
   *
   * @param instead doubtful calls that these ones settle.
   */
  async push(
    tenantId: number,
    client: TaggingCalls,
    tag: AttachedTag,
    { add, remove }: { add: readonly Follower[]; remove: readonly Follower[] },
    turn: Turn,
    instead: readonly bigint[] = [],
  ): Promise<void> {
    const calls = [...inCalls(add, true), ...inCalls(remove, false)];
    if (calls.length === 0 && instead.length === 0) return;
    const userIds = calls.map(({ users }) => idsOf(users));
    const planned = await this.members.plan(tenantId, tag.tagId, userIds, instead);
    const work = calls.flatMap((call, i) => (planned[i] ? [{ ...call, plan: planned[i] }] : []));
    const lanes = Array.from({ length: CALLS_AT_ONCE }, () =>
      this.lane({ tenantId, client, tag, turn, work, doubtful: instead.length > 0 }),
    );
    const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Takes calls from the front of `work` until there are none, or one fails; the other lanes then end with those they are at. */
  private async lane(run: Run): Promise<void> {
    for (let call = run.work.shift(); call; call = run.work.shift()) {
      const outcome: Outcome = { done: [], left: [], full: [] };
      try {
        await this.make(run, call, call.users, outcome);
        await this.record(run, call, outcome);
      } catch (error) {
        const notBegun = run.work.splice(0).map(({ plan }) => plan.callId);
        // What was in doubt before stays so.
        if (run.doubtful) throw error;
        await this.members.notDone(notBegun);
        // WeChat said no, or was not asked: what it did before, in halves of the call, is all it did.
        if (isRefusal(error) || isAbort(error)) await this.record(run, call, outcome);
        throw error;
      }
    }
  }

  private async record({ tenantId, tag }: Run, { plan, adds }: PlannedTagging, { done, left, full }: Outcome): Promise<void> {
    await this.members.done(plan, tag.tagId, idsOf(done), adds);
    if (full.length > 0) await this.members.refused(tag.tagId, idsOf(full));
    if (left.length === 0) return;
    const unsaid = { unionid: null, nickname: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    const profiles = left.map(({ openid }) => ({ ...unsaid, openid, subscribed: false }));
    await this.followers.upsertFollowers(tenantId, profiles, plan.plannedAt);
  }

  /** One openid WeChat does not take makes it refuse the whole call: such a call is halved until the culprit stands alone. */
  private async make(run: Run, call: PlannedTagging, users: readonly Follower[], outcome: Outcome): Promise<void> {
    const { client, tag, turn } = run;
    turn.assertHeld();
    const openids = users.map(({ openid }) => openid);
    try {
      await (call.adds ? client.tagOpenids(tag.wechatTagId, openids) : client.untagOpenids(tag.wechatTagId, openids));
      outcome.done.push(...users);
      return;
    } catch (error) {
      const refusal = aboutUsers(error);
      if (refusal === null) throw error;
      if (users.length === 1) {
        outcome[refusal === "full-user" ? "full" : "left"].push(...users);
        return;
      }
    }
    const middle = Math.ceil(users.length / 2);
    await this.make(run, call, users.slice(0, middle), outcome);
    await this.make(run, call, users.slice(middle), outcome);
  }
}

function idsOf(users: readonly Follower[]): number[] {
  return users.map(({ userId }) => userId);
}

function inCalls(users: readonly Follower[], adds: boolean): Tagging[] {
  const calls: Tagging[] = [];
  for (let i = 0; i < users.length; i += USERS_PER_CALL) calls.push({ adds, users: users.slice(i, i + USERS_PER_CALL) });
  return calls;
}

function aboutUsers(error: unknown): TagRefusal | null {
  const refusal = error instanceof WeChatError ? tagRefusalOf(error) : null;
  return refusal === "unknown-openid" || refusal === "full-user" ? refusal : null;
}

/** Whether WeChat said that it did nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof WeChatError && error.kind !== "unclear";
}

/** The process stops; the call was not made. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
