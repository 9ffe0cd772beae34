/** The tags that each tag's rule names. Tags without a rule have no entry. */
export type RuleReferences = ReadonlyMap<number, readonly number[]>;

/** Tags with a rule, each after those that its rule names. Left out are rules that refer to each other in a circle, and what rests on them. */
export function orderRules(references: RuleReferences): number[] {
  const waitsFor = new Map<number, number>();
  const awaitedBy = new Map<number, number[]>();
  for (const [tagId, named] of references) {
    const rules = [...new Set(named)].filter((other) => references.has(other));
    waitsFor.set(tagId, rules.length);
    for (const other of rules) awaitedBy.set(other, [...(awaitedBy.get(other) ?? []), tagId]);
  }
  const ordered = [...waitsFor].filter(([, count]) => count === 0).map(([tagId]) => tagId);
  for (const tagId of ordered) {
    for (const waiting of awaitedBy.get(tagId) ?? []) {
      const left = (waitsFor.get(waiting) ?? 0) - 1;
      waitsFor.set(waiting, left);
      if (left === 0) ordered.push(waiting);
    }
  }
  return ordered;
}

/** The shortest way from one tag to another along what rules name, both ends included; null where there is none. */
export function pathBetween(from: number, to: number, references: RuleReferences): number[] | null {
  const cameFrom = new Map<number, number | null>([[from, null]]);
  for (const tagId of cameFrom.keys()) {
    if (tagId === to) return pathTo(to, cameFrom);
    for (const next of references.get(tagId) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, tagId);
  }
  return null;
}

function pathTo(end: number, cameFrom: ReadonlyMap<number, number | null>): number[] {
  const path: number[] = [];
  for (let at: number | null = end; at !== null; at = cameFrom.get(at) ?? null) path.push(at);
  return path.reverse();
}
