/**
 * The page after `after` and the count of all, from ascending batches. `within` (ascending, or null for no restriction)
 * narrows the matches; both are walked once, side by side.
 */
export async function searchPage(
  matches: AsyncIterable<readonly number[]>,
  page: { within: Iterable<number> | null; after: number | null; limit: number },
): Promise<{ ordinals: number[]; totalCount: number }> {
  const allowed = page.within === null ? () => true : membership(page.within);
  const ordinals: number[] = [];
  let totalCount = 0;
  for await (const batch of matches) {
    for (const ordinal of batch) {
      if (!allowed(ordinal)) continue;
      totalCount++;
      if (ordinal > (page.after ?? -1) && ordinals.length < page.limit) ordinals.push(ordinal);
    }
  }
  return { ordinals, totalCount };
}

/** Asked with ascending ordinals only. */
function membership(set: Iterable<number>): (ordinal: number) => boolean {
  const members = set[Symbol.iterator]();
  let next = members.next();
  return (ordinal) => {
    while (!next.done && next.value < ordinal) next = members.next();
    return !next.done && next.value === ordinal;
  };
}
