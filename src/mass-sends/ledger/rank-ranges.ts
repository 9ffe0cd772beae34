/** Ranks from the first (inclusive) to the second (exclusive). Lists of them are ascending and do not overlap. */
export type RankRange = readonly [from: number, to: number];

/** The same ranks with neighbours joined. */
export function joined(ranges: readonly RankRange[]): RankRange[] {
  const out: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = out.at(-1);
    if (last && last[1] === from) last[1] = to;
    else if (from < to) out.push([from, to]);
  }
  return out;
}

/** The ranks that are in `a` and not in `b`. */
export function without(a: readonly RankRange[], b: readonly RankRange[]): RankRange[] {
  const out: RankRange[] = [];
  for (const [from, to] of a) {
    let at = from;
    for (const [cutFrom, cutTo] of b) {
      if (cutTo <= at || cutFrom >= to) continue;
      if (cutFrom > at) out.push([at, cutFrom]);
      at = cutTo;
    }
    if (at < to) out.push([at, to]);
  }
  return out;
}
