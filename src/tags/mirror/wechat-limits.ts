import type { OrdinalSet } from "../../audiences/index.js";
import type { Why } from "../../graphql/error-reasons.js";
import { BadInputError, ConflictError } from "../../graphql/errors.js";

/** WeChat's limits: of tags/create, and of tags/members/batchtagging. */
const MAX_NAME = 30;
export const MAX_WECHAT_TAGS = 100;
export const MAX_TAGS_PER_USER = 20;
/** So many user ids are named in a refusal. */
const NAMED = 5;

export interface TakenTags {
  /** Mirrored from here: at WeChat, or still to be made there. */
  mirrored: number;
  /** Known from the last sync only. */
  others: number;
}

/** A follower to whom WeChat would not give another tag. */
export interface FullUser {
  userId: number;
  ordinal: number;
}

export interface WeChatRoom {
  taken(tenantId: number): Promise<TakenTags>;
  /** Those of the tags that are mirrored, and the followers who cannot be given all of them; whoever has them all is not concerned. */
  fullFor(tenantId: number, tagIds: readonly number[]): Promise<{ mirrored: number[]; users: FullUser[] }>;
  /** Followers who carry the tag here and could not be given it at WeChat, were it mirrored. */
  fullCarriers(tenantId: number, tagId: number): Promise<FullUser[]>;
}

/** Refuses beforehand, and by name, what WeChat would refuse later. What comes between is refused by WeChat and shown with the tag. */
export class WeChatLimits {
  constructor(private readonly room: WeChatRoom) {}

  /** BAD_USER_INPUT where WeChat takes no such name. */
  mustFitName(name: string): void {
    const length = [...name].length;
    if (length <= MAX_NAME) return;
    const why = `must have 1 to ${MAX_NAME} characters, as the tag is mirrored to WeChat; has ${length}`;
    throw new BadInputError("input.name", why, { reason: "LENGTH", min: 1, max: MAX_NAME, length });
  }

  /** CONFLICT where the account has its 100 tags. */
  async mustFitAccount(tenantId: number): Promise<void> {
    const { mirrored, others } = await this.room.taken(tenantId);
    if (mirrored + others >= MAX_WECHAT_TAGS) throw accountFull({ mirrored, others });
  }

  /** CONFLICT where the tag, turned to be mirrored, would be a follower's 21st at WeChat. */
  async mustFitCarriers(tenantId: number, tagId: number): Promise<void> {
    const users = await this.room.fullCarriers(tenantId, tagId);
    if (users.length > 0) throw usersFull("input.mirrorToWeChat", users, [tagId]);
  }

  /** CONFLICT where mirrored ones among the tags would make more than 20 of a follower's in the audience. */
  async mustFitUsers(tenantId: number, tagIds: readonly number[], audience: OrdinalSet): Promise<void> {
    const { mirrored, users } = await this.room.fullFor(tenantId, tagIds);
    const full = users.filter(({ ordinal }) => audience.has(ordinal));
    if (full.length > 0) throw usersFull("input.tagIds", full, mirrored);
  }
}

export function accountFull({ mirrored, others }: TakenTags): ConflictError {
  const taken = `${mirrored + others} are taken: ${mirrored} mirrored from here, ${others} made at WeChat`;
  return new ConflictError("input.mirrorToWeChat", `WeChat keeps at most ${MAX_WECHAT_TAGS} tags of an account, and ${taken}`, {
    reason: "WECHAT_TAGS_FULL",
    max: MAX_WECHAT_TAGS,
    taken: mirrored + others,
  });
}

function usersFull(field: string, users: readonly FullUser[], tagIds: readonly number[]): ConflictError {
  const userIds = users.slice(0, NAMED).map(({ userId }) => String(userId));
  const named = `${userIds.join(", ")}${users.length > NAMED ? ", …" : ""}`;
  const why = `WeChat allows ${MAX_TAGS_PER_USER} tags a user: ${users.length} users would have more (users ${named})`;
  const full: Why = { reason: "WECHAT_USER_TAGS_FULL", max: MAX_TAGS_PER_USER, users: users.length };
  return new ConflictError(field, why, full, { userIds, tagIds: tagIds.map(String) });
}
