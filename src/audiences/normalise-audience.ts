import { createHash } from "node:crypto";
import type { Audience } from "./audience.js";
import { isWholeYear } from "./calendar.js";

/**
 * One form for expressions that differ only in how they are said: nested `all` in `all` and `any` in `any` are flattened, parts sorted
 * and deduplicated, lists too, double negations removed, `vip: false` written as not `vip: true`, ranges without one of two ways to
 * say them, segments replaced by what they hold. The meaning stays the same.
 */
export function normaliseAudience(audience: Audience): Audience {
  switch (audience.kind) {
    case "all":
    case "any":
      return normaliseParts(audience.kind, audience.of);
    case "not":
      return negation(normaliseAudience(audience.of));
    case "vip":
    case "subscribed":
    case "hasPhone":
      return audience.value ? audience : negation({ kind: audience.kind, value: true });
    case "birthday":
      return isWholeYear(audience.from, audience.to) ? { kind: "birthday", from: "01-01", to: "12-31" } : audience;
    case "age":
      // Nobody is younger than 0: who will be born is of no age.
      return { kind: "age", min: audience.min ?? 0, max: audience.max };
    case "users":
      return { kind: "users", userIds: [...new Set(audience.userIds)].sort((a, b) => a - b) };
    case "openids":
      return { kind: "openids", openids: [...new Set(audience.openids)].sort() };
    case "segment":
      return audience.of ? normaliseAudience(audience.of) : audience;
    default:
      return audience;
  }
}

/** SHA-256 (64 hex digits) of the normalised form: equal for expressions that differ only in how they are said. */
export function audienceHash(audience: Audience): string {
  return createHash("sha256")
    .update(canonical(normaliseAudience(audience)))
    .digest("hex");
}

/**
 * Whether the audience can hold no DELETED user. `not` is taken against all users that are not deleted, so `not not x` is `x`
 * only where this holds.
 */
export function excludesDeleted(audience: Audience): boolean {
  if (audience.kind === "status") return audience.status !== "DELETED";
  if (audience.kind === "all") return audience.of.length === 0 || audience.of.some(excludesDeleted);
  if (audience.kind === "any") return audience.of.every(excludesDeleted);
  if (audience.kind === "segment") return audience.of !== null && excludesDeleted(audience.of);
  return true;
}

function negation(inner: Audience): Audience {
  return inner.kind === "not" && excludesDeleted(inner.of) ? inner.of : { kind: "not", of: inner };
}

function normaliseParts(kind: "all" | "any", of: readonly Audience[]): Audience {
  const flat = of.map(normaliseAudience).flatMap((part) => (part.kind === kind && part.of.length > 0 ? part.of : [part]));
  const byForm = new Map(flat.map((part) => [canonical(part), part]));
  const parts = [...byForm].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind, of: parts };
}

/** JSON with the keys of each object in one order, whoever built it. */
function canonical(audience: Audience): string {
  return JSON.stringify(audience, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
