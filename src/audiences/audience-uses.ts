import type { Why } from "../graphql/error-reasons.js";
import { ConflictError } from "../graphql/errors.js";
import type { Audience } from "./audience.js";

/** What holds an audience for later: segments, rules of tags, mass sends that have not started. */
export type StoredAudienceKind = "SEGMENT" | "TAG_RULE" | "MASS_SEND";

export interface StoredAudience {
  kind: StoredAudienceKind;
  id: string;
  name: string;
  /** As parsed; its segments are not bound. */
  audience: Audience;
}

/** Finds the stored audiences of a tenant that name something, themselves and not by way of a segment. */
export interface AudienceUses {
  /** Any of these segments. */
  usesOfSegments(tenantId: number, segmentIds: readonly number[]): Promise<StoredAudience[]>;
  usesOfTag(tenantId: number, tagId: number): Promise<StoredAudience[]>;
}

const NAMED_IN_ERRORS = 10;
const WORDS: Record<StoredAudienceKind, string> = { SEGMENT: "segment", TAG_RULE: "the rule of tag", MASS_SEND: "mass send" };

/** CONFLICT at `id`, telling by what it is used, where there is any use. */
export function refuseUsed(uses: readonly StoredAudience[]): void {
  if (uses.length === 0) return;
  const named = uses.slice(0, NAMED_IN_ERRORS);
  const more = uses.length > named.length ? ` and ${uses.length - named.length} more` : "";
  const message = `is used by ${named.map(nameOfUse).join(", ")}${more}: change or delete these first`;
  const why: Why = { reason: "USED_BY", uses: named.map(({ name }) => name).join(", ") };
  throw new ConflictError("id", message, why, {
    usedBy: named.map(({ kind, id, name }) => ({ kind, id, name })),
  });
}

export function nameOfUse({ kind, name }: Pick<StoredAudience, "kind" | "name">): string {
  return `${WORDS[kind]} "${name}"`;
}
