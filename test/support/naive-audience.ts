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
  /** YYYY-MM-DD. */
  birthday: string | null;
  /** Days in Asia/Shanghai, YYYY-MM-DD. */
  createdAt: string;
  lastActiveAt: string | null;
  /** Where they were last seen; `old` means longer ago than positions are kept. */
  position: { latitude: number; longitude: number; old: boolean } | null;
  tags: ReadonlySet<number>;
  /** A mass send that did not reach them. */
  unreachedBy?: string;
  /** Got this month. */
  massSends: number;
}

/** The day on which all this is asked, in Asia/Shanghai, and a moment of it that is still the day before in Greenwich. */
export const TODAY = "2026-03-01";
export const NOW = new Date("2026-02-28T17:00:00Z");

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
    case "segment":
      return audience.of !== null && holds(audience.of, user);
    default:
      return !deleted && leafHolds(audience, user);
  }
}

type Leaf = Exclude<Audience, { kind: "all" | "any" | "not" | "status" | "segment" }>;

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
    case "massSendsLeft":
      return 4 - user.massSends <= leaf.atMost;
    case "birthday":
      return user.birthday !== null && inYear(user.birthday.slice(5), leaf.from, leaf.to);
    case "age":
      return user.birthday !== null && user.birthday <= TODAY && inRange(yearsSince(user.birthday), leaf.min, leaf.max);
    case "createdAt":
    case "lastActiveAt":
      return inRange(user[leaf.kind], leaf.from, leaf.to);
    case "near":
      return user.position !== null && !user.position.old && metresBetween(user.position, leaf) <= leaf.radiusMeters;
    case "unreached":
      return user.unreachedBy === leaf.massSendId;
    case "birthDay":
      return user.birthday !== null && inRange(daysSince1800(user.birthday), leaf.from, leaf.to);
    default:
      return user[leaf.kind] === leaf.id;
  }
}

function inYear(day: string, from: string, to: string): boolean {
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

function inRange<T extends string | number>(value: T | null, from: T | null, to: T | null): boolean {
  return value !== null && (from === null || value >= from) && (to === null || value <= to);
}

/** Birthdays that have come by TODAY: one a year, that of 29 February on 1 March where there is none. */
function yearsSince(birthday: string): number {
  const years = Number(TODAY.slice(0, 4)) - Number(birthday.slice(0, 4));
  return birthday.slice(5) <= TODAY.slice(5) ? years : years - 1;
}

/** Earlier days count as the first one. */
function daysSince1800(day: string): number {
  return Math.max(0, (Date.parse(day) - Date.parse("1800-01-01")) / 86_400_000);
}

interface Place {
  latitude: number;
  longitude: number;
}

/** By the straight line through the earth, which is another way than the one being tested. */
export function metresBetween(a: Place, b: Place): number {
  const [p, q] = [pointOf(a), pointOf(b)];
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.hypot(...p.map((one, i) => one - (q[i] as number))) / 2));
}

function pointOf({ latitude, longitude }: Place): number[] {
  const [lat, lon] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}
