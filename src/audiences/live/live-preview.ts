import { createHash } from "node:crypto";
import type { Tag } from "../../tags/index.js";
import { type Audience, leavesOf } from "../audience.js";
import { tagIdsIn } from "../audience-tags.js";
import { shanghaiDate } from "../calendar.js";
import type { TagPreview } from "../preview.types.js";

/** The parts of a preview that a subscriber may ask for; `sampleTags` are the tags of the users in the sample. */
export type PreviewPart = "count" | "reachable" | "sample" | "sampleTags" | "tags";
export type PreviewParts = ReadonlySet<PreviewPart>;

/** A preview as it stood at one moment, and what it hangs on. */
export interface LivePreview {
  preview: TagPreview;
  /** Equal for two previews whose wanted parts are equal. */
  print: string;
  /** Tags that the expression names, its segments' included. */
  tagIds: ReadonlySet<number>;
  /** Tags whose names are shown, with the time (ms) of each one's last change. */
  shownTags: ReadonlyMap<number, number>;
  /** Nobody is in it: no tag of theirs can change. */
  empty: boolean;
  usesSegments: boolean;
  /** The day (Asia/Shanghai) whose ages it took; null where it asks for none. */
  ageDay: string | null;
  /** When its places and mass sends were looked at, in milliseconds; null where it asks for none. */
  placesAt: number | null;
}

export function livePreview(
  preview: TagPreview,
  parts: PreviewParts,
  audience: Audience,
  sampleTags: ReadonlyMap<number, readonly Tag[]>,
  askedAt: Date,
): LivePreview {
  const kinds = new Set(leavesOf(audience).map(({ kind }) => kind));
  const shown = [...preview.tags.map(({ tag }) => tag), ...[...sampleTags.values()].flat()];
  return {
    preview,
    print: printOf(preview, parts, sampleTags),
    tagIds: new Set(tagIdsIn(audience)),
    shownTags: new Map(shown.map(({ tagId, updatedAt }) => [tagId, updatedAt.getTime()])),
    empty: preview.count === 0,
    usesSegments: holdsSegment(audience),
    ageDay: kinds.has("age") ? shanghaiDate(askedAt) : null,
    placesAt: kinds.has("near") || kinds.has("unreached") ? askedAt.getTime() : null,
  };
}

/** `asOf` and `tookMs` are apart: they are never the same twice. */
function printOf(
  { count, reachable, sample, tags }: TagPreview,
  parts: PreviewParts,
  sampleTags: ReadonlyMap<number, readonly Tag[]>,
): string {
  const wanted = {
    ...(parts.has("count") && { count }),
    ...(parts.has("reachable") && { reachable }),
    ...(parts.has("sample") && { sample }),
    ...(parts.has("sampleTags") && { sampleTags: [...sampleTags] }),
    ...(parts.has("tags") && { tags }),
  };
  return createHash("sha256").update(JSON.stringify(wanted)).digest("base64");
}

function holdsSegment(audience: Audience): boolean {
  if (audience.kind === "all" || audience.kind === "any") return audience.of.some(holdsSegment);
  return audience.kind === "segment" || (audience.kind === "not" && holdsSegment(audience.of));
}
