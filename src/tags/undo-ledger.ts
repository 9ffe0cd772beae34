import { OrdinalBits, type TagHistoryEntry } from "../audiences/index.js";

/**
 * Whom a job's change to one tag may be taken back from, told from the tag's history since. The rule: a change is taken back where
 * everything that anybody changed of the same user and tag since was itself taken back. So undoing leaves what others did later
 * alone, jobs can be undone from the last to the first, and an undone undo is the job again.
 *
 * Between a job's change and the undo that takes it back nothing is left of others, by this same rule; so for each chain of a job,
 * its undo, the undo of that, … only the parity counts: changed an even number of times since, it stands as it stood.
 */
export class UndoLedger {
  private readonly gave = new OrdinalBits();
  private readonly took = new OrdinalBits();
  /** Changed since by somebody who took nothing back. */
  private readonly lost = new OrdinalBits();
  /** By chain: those it changed an odd number of times since. */
  private readonly odd: Map<string, OrdinalBits>;

  /** @param chains roots of which something was taken back since, the job's own among them. The others need no set of their own. */
  constructor(
    private readonly jobId: string,
    chains: Iterable<string>,
  ) {
    this.odd = new Map([...chains].map((rootId) => [rootId, new OrdinalBits()]));
  }

  /** Entries in the order of their positions, from the job's first. False: `chains` lacks one, so the ledger must be begun anew. */
  absorb({ origin, added, ordinals }: TagHistoryEntry): boolean {
    if (origin?.jobId === this.jobId) {
      (added ? this.gave : this.took).add(ordinals);
      return true;
    }
    const concerned = ordinals.filter((ordinal) => this.gave.has(ordinal) || this.took.has(ordinal));
    const chain = origin === null ? undefined : this.odd.get(origin.rootId);
    if (chain !== undefined) chain.toggle(concerned);
    else if (origin === null || origin.jobId === origin.rootId) this.lost.add(concerned);
    else return false;
    return true;
  }

  /** What undoing the job asks of these users: nothing of those it did not change, or whom somebody changed since. */
  orders(ordinals: Uint32Array): { add: Uint32Array; remove: Uint32Array } {
    const own = ordinals.filter((ordinal) => !this.lost.has(ordinal) && ![...this.odd.values()].some((chain) => chain.has(ordinal)));
    return { add: own.filter((ordinal) => this.took.has(ordinal)), remove: own.filter((ordinal) => this.gave.has(ordinal)) };
  }
}
