import type { Audience } from "./audience.js";
import { visitLeaves } from "./audience-json.js";
import type { StoredAudience } from "./audience-uses.js";
import type { SegmentEdit } from "./segment-store.port.js";

/** What an expression depends on by itself; of tags, those with a rule lead on. */
export function namedIn(audience: Audience): { segments: number[]; tags: number[] } {
  const segments = new Set<number>();
  const tags = new Set<number>();
  visitLeaves(audience, "", (leaf) => {
    if (leaf.kind === "segment") segments.add(leaf.segmentId);
    if (leaf.kind === "tag") tags.add(leaf.tagId);
  });
  return { segments: [...segments], tags: [...tags] };
}

/**
 * The way by which `audience` leads back to the segment, over segments and rules of tags, shortest first: each names the next, the last
 * one is the segment. Null where it does not.
 */
export async function wayBack(edit: Pick<SegmentEdit, "stored">, audience: Audience, segmentId: number): Promise<StoredAudience[] | null> {
  const known = new Set<string>();
  let ways: { to: Audience; by: StoredAudience[] }[] = [{ to: audience, by: [] }];
  while (ways.length > 0) {
    const named = ways.map(({ to }) => namedIn(to));
    const found = await edit.stored({
      segments: [...new Set(named.flatMap(({ segments }) => segments))],
      tags: [...new Set(named.flatMap(({ tags }) => tags))],
    });
    const next: typeof ways = [];
    for (const one of found) {
      const key = `${one.kind} ${one.id}`;
      if (known.has(key)) continue;
      known.add(key);
      const before = ways.find((_way, i) => named[i]?.[one.kind === "SEGMENT" ? "segments" : "tags"].includes(Number(one.id)));
      const by = [...(before?.by ?? []), one];
      if (one.kind === "SEGMENT" && one.id === String(segmentId)) return by;
      next.push({ to: one.audience, by });
    }
    ways = next;
  }
  return null;
}

/** Whatever uses the segment, itself or by way of other segments. */
export async function usersOf(edit: Pick<SegmentEdit, "usesOfSegments">, tenantId: number, segmentId: number): Promise<StoredAudience[]> {
  const users = new Map<string, StoredAudience>();
  let level = [segmentId];
  while (level.length > 0) {
    const uses = await edit.usesOfSegments(tenantId, level);
    const news = uses.filter(({ kind, id }) => !users.has(`${kind} ${id}`));
    for (const use of news) users.set(`${use.kind} ${use.id}`, use);
    level = news.flatMap(({ kind, id }) => (kind === "SEGMENT" ? [Number(id)] : []));
  }
  return [...users.values()];
}
