import type { Audience } from "./audience.js";
import { audienceToText } from "./audience-text.js";

/** What tags are called; unknown ones are absent. */
export interface TagNames {
  tagsByIds(tenantId: number, ids: readonly number[]): Promise<readonly { tagId: number; name: string }[]>;
}

/** An audience in words, with its tags' names as they are now. */
export async function inWords(tags: TagNames, tenantId: number, audience: Audience): Promise<string> {
  const found = await tags.tagsByIds(tenantId, [...new Set(tagIdsOf(audience))]);
  const names = new Map(found.map(({ tagId, name }) => [tagId, name]));
  return audienceToText(audience, { tag: (id) => names.get(id) });
}

function tagIdsOf(audience: Audience): number[] {
  if (audience.kind === "tag") return [audience.tagId];
  if (audience.kind === "not") return tagIdsOf(audience.of);
  return audience.kind === "all" || audience.kind === "any" ? audience.of.flatMap(tagIdsOf) : [];
}
