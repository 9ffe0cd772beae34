import { type Audience, leavesOf } from "./audience.js";

/** Tags that an expression names, those inside its bound segments included; one that is named twice comes twice. */
export function tagIdsIn(audience: Audience): number[] {
  return leavesOf(audience).flatMap((leaf) => (leaf.kind === "tag" ? [leaf.tagId] : []));
}

/** The expression in which tags that do not exist are nobody. */
export function withoutUnknownTags(audience: Audience, known: ReadonlySet<number>): Audience {
  switch (audience.kind) {
    case "tag":
      return known.has(audience.tagId) ? audience : { kind: "any", of: [] };
    case "segment":
      return { ...audience, of: audience.of && withoutUnknownTags(audience.of, known) };
    case "not":
      return { kind: "not", of: withoutUnknownTags(audience.of, known) };
    case "all":
    case "any":
      return { kind: audience.kind, of: audience.of.map((part) => withoutUnknownTags(part, known)) };
    default:
      return audience;
  }
}
