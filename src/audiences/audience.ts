/**
 * A boolean expression over users, already checked: what `parse-audience.ts` makes of an AudienceInput. Leaves yield sets of
 * users; `all`, `any`, `not` combine them. Users with status DELETED are in no set but that of `status: DELETED`.
 */
export type Audience =
  | { kind: "all"; of: readonly Audience[] }
  | { kind: "any"; of: readonly Audience[] }
  | { kind: "not"; of: Audience }
  | { kind: "everyone" }
  | { kind: "tag"; tagId: number }
  | { kind: "users"; userIds: readonly number[] }
  | { kind: "openids"; openids: readonly string[] }
  | { kind: "sex"; sex: SexValue }
  | { kind: "province"; id: number }
  | { kind: "city"; id: number }
  | { kind: "region"; id: number }
  | { kind: "company"; id: number }
  | { kind: "source"; id: number }
  | { kind: "vip"; value: boolean }
  | { kind: "status"; status: StatusValue }
  | { kind: "subscribed"; value: boolean }
  | { kind: "hasPhone"; value: boolean }
  /** `MM-DD`, both inclusive, whatever the year; `from` after `to` wraps over New Year. */
  | { kind: "birthday"; from: string; to: string }
  /** In full years by today's date in Asia/Shanghai, both inclusive; null is open. Turns into `birthDay` when it is asked (`atDate`). */
  | { kind: "age"; min: number | null; max: number | null }
  /** `YYYY-MM-DD` in Asia/Shanghai, both inclusive; null is open. Who was never active is in no range of lastActiveAt. */
  | { kind: "createdAt" | "lastActiveAt"; from: string | null; to: string | null }
  | ({ kind: "near" } & NearArea)
  /** In a batch of this mass send that was refused or never sent. */
  | { kind: "unreached"; massSendId: string }
  /** A saved audience; `of` is what it holds now, null until `AudienceChecker` has looked it up. */
  | { kind: "segment"; segmentId: number; of: Audience | null }
  /** Not in AudienceInput: what an age means today. Numbers of days (`dayNumber`), both inclusive. */
  | { kind: "birthDay"; from: number; to: number }
  /** Not in AudienceInput: kept apart from `status`, which is the brand's own mark. */
  | { kind: "blacklisted" }
  /** Not in AudienceInput: who can get at most so many (0 to 3) more mass sends this month. */
  | { kind: "massSendsLeft"; atMost: number };

/** A circle on the ground: degrees, and 1 to 100,000 metres. */
export interface NearArea {
  latitude: number;
  longitude: number;
  radiusMeters: number;
}

export type SexValue = "MALE" | "FEMALE" | "UNKNOWN";
export type StatusValue = "NORMAL" | "BLACKLISTED" | "DELETED";

/** `all`, `any` and `not` nest at most this deep (contract). */
export const MAX_AUDIENCE_DEPTH = 8;
/** At most this many leaves in one expression (contract). */
export const MAX_AUDIENCE_LEAVES = 200;
/** `users` and `openids` hold at most this many (contract). */
export const MAX_LISTED_USERS = 10_000;
/** Leaves of an expression with those of its segments, and theirs: a page of words, and still milliseconds to evaluate. */
export const MAX_EXPANDED_LEAVES = 1_000;
/** Segments inside segments nest at most this deep. */
export const MAX_SEGMENT_DEPTH = 8;
/** Nobody is older; a wider range would be a slip. */
export const MAX_AGE = 150;
export const MAX_RADIUS_METERS = 100_000;

/** Who had all of this month's mass sends. One object wherever it stands: indexes know what was looked up by the leaf itself. */
export const NONE_LEFT: Audience = { kind: "massSendsLeft", atMost: 0 };

/**
 * Whom a mass send can reach of an audience: subscribed, on no blacklist, status NORMAL, under this month's limit. The one definition
 * that preview, forecast and send share.
 */
export function reachableOf(audience: Audience): Audience {
  return { kind: "all", of: [sendallReaches(audience), { kind: "status", status: "NORMAL" }, { kind: "not", of: NONE_LEFT }] };
}

/**
 * Whom WeChat may reach of these people when it is not told them one by one (mass/sendall): it knows who follows and its own blacklist,
 * and nothing of the brand's own marks. Who had this month's sends is left out by WeChat's count, not by ours, which may be higher.
 */
export function sendallReaches(audience: Audience): Audience {
  return {
    kind: "all",
    of: [audience, { kind: "subscribed", value: true }, { kind: "not", of: { kind: "blacklisted" } }],
  };
}

/** Every leaf, those inside bound segments included; a segment that is not bound is one. */
export function leavesOf(audience: Audience): Audience[] {
  switch (audience.kind) {
    case "all":
    case "any":
      return audience.of.flatMap(leavesOf);
    case "not":
      return leavesOf(audience.of);
    case "segment":
      return audience.of ? leavesOf(audience.of) : [audience];
    default:
      return [audience];
  }
}
