import type { Audience } from "../../src/audiences/audience.js";

/** A user as the naive model sees one; what the tables hold, in the audience's words. */
export interface ModelUser {
  ordinal: number;
  userId: number;
  openid: string;
  sex: string;
  province: number | null;
  city: number | null;
  region: number | null;
  company: number | null;
  source: number | null;
  vip: boolean;
  status: string;
  subscribed: boolean;
  blacklisted: boolean;
  hasPhone: boolean;
  tags: ReadonlySet<number>;
}

/** Whether the user is in the audience, straight from the contract's sentences: what every index is held against. */
export function holds(audience: Audience, user: ModelUser): boolean {
  const deleted = user.status === "DELETED";
  switch (audience.kind) {
    case "all":
      return audience.of.length === 0 ? !deleted : audience.of.every((part) => holds(part, user));
    case "any":
      return audience.of.some((part) => holds(part, user));
    case "not":
      return !deleted && !holds(audience.of, user);
    case "status":
      return user.status === audience.status;
    default:
      return !deleted && leafHolds(audience, user);
  }
}

type Leaf = Exclude<Audience, { kind: "all" | "any" | "not" | "status" }>;

function leafHolds(leaf: Leaf, user: ModelUser): boolean {
  switch (leaf.kind) {
    case "everyone":
      return true;
    case "tag":
      return user.tags.has(leaf.tagId);
    case "users":
      return leaf.userIds.includes(user.userId);
    case "openids":
      return leaf.openids.includes(user.openid);
    case "sex":
      return user.sex === leaf.sex;
    case "vip":
    case "subscribed":
    case "hasPhone":
      return user[leaf.kind] === leaf.value;
    case "blacklisted":
      return user.blacklisted;
    default:
      return user[leaf.kind] === leaf.id;
  }
}
