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
  /** Not in AudienceInput: kept apart from `status`, which is the brand's own mark. */
  | { kind: "blacklisted" };

export type SexValue = "MALE" | "FEMALE" | "UNKNOWN";
export type StatusValue = "NORMAL" | "BLACKLISTED" | "DELETED";

/** `all`, `any` and `not` nest at most this deep (contract). */
export const MAX_AUDIENCE_DEPTH = 8;
/** At most this many leaves in one expression (contract). */
export const MAX_AUDIENCE_LEAVES = 200;
/** `users` and `openids` hold at most this many (contract). */
export const MAX_LISTED_USERS = 10_000;

/**
 * Whom a mass send can reach of an audience: subscribed, on no blacklist, status NORMAL. The one definition that preview,
 * forecast and send share.
 */
export function reachableOf(audience: Audience): Audience {
  return {
    kind: "all",
    of: [audience, { kind: "subscribed", value: true }, { kind: "status", status: "NORMAL" }, { kind: "not", of: { kind: "blacklisted" } }],
  };
}
