import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TagHistoryEntry } from "../audiences/index.js";
import { UndoLedger } from "./undo-ledger.js";

/** One change of one user's tag, as a naive history keeps it. */
interface Change {
  job: string | null;
  undoes: Change | null;
}

/** The rule word for word: everything since was itself taken back. */
function standsAsLeftBy(history: readonly Change[], change: Change): boolean {
  const open: Change[] = [];
  for (const later of history.slice(history.indexOf(change) + 1)) {
    if (later.undoes !== null && open.at(-1) === later.undoes) open.pop();
    else open.push(later);
  }
  return open.length === 0;
}

const USERS = 4;

type Step = { kind: "job" | "other"; users: number[]; add: boolean } | { kind: "undo"; of: number; users: number[] };

/** Jobs and others on one tag, with each user's history, and with the entries the ledger is given. */
class Naive {
  readonly entries: TagHistoryEntry[] = [];
  readonly jobs: { id: string; root: string }[] = [];
  private readonly carries = new Set<number>();
  private readonly histories = Array.from({ length: USERS }, (): Change[] => []);

  private change(users: readonly number[], add: boolean, job: boolean): void {
    const id = job ? `job ${this.jobs.length}` : null;
    if (id !== null) this.jobs.push({ id, root: id });
    const changed = users.filter((user) => this.carries.has(user) !== add);
    this.write(changed, add, id, id, () => null);
  }

  take(step: Step): void {
    if (step.kind === "undo") this.undoOne(step.of, step.users);
    else this.change(step.users, step.add, step.kind === "job");
  }

  private undoOne(of: number, users: readonly number[]): void {
    const at = this.jobs.length === 0 ? -1 : of % this.jobs.length;
    const job = this.jobs[at];
    // A job is undone once: after that its undo is undone, or goes on.
    if (job && !this.jobs.slice(at + 1).some(({ root }) => root === job.root)) this.undo(job, users);
  }

  undoable(jobId: string): { add: number[]; remove: number[] } {
    const users = [...this.histories.keys()].filter((user) => {
      const change = this.changeBy(user, jobId);
      return change !== undefined && standsAsLeftBy(this.histories[user] ?? [], change);
    });
    return { add: users.filter((user) => !this.carries.has(user)), remove: users.filter((user) => this.carries.has(user)) };
  }

  private undo({ id, root }: { id: string; root: string }, users: readonly number[]): void {
    const { add, remove } = this.undoable(id);
    const own = { id: `job ${this.jobs.length}`, root };
    this.jobs.push(own);
    const some = (list: number[]) => list.filter((user) => users.includes(user));
    const undone = (user: number) => this.changeBy(user, id) ?? null;
    this.write(some(add), true, own.id, root, undone);
    this.write(some(remove), false, own.id, root, undone);
  }

  private changeBy(user: number, jobId: string): Change | undefined {
    return this.histories[user]?.find(({ job }) => job === jobId);
  }

  private write(users: number[], added: boolean, job: string | null, root: string | null, undoes: (user: number) => Change | null): void {
    if (users.length === 0) return;
    for (const user of users) {
      if (added) this.carries.add(user);
      else this.carries.delete(user);
      this.histories[user]?.push({ job, undoes: undoes(user) });
    }
    const origin = job === null || root === null ? null : { jobId: job, rootId: root };
    this.entries.push({ position: BigInt(this.entries.length + 1), added, origin, ordinals: Uint32Array.from(users) });
  }
}

function ledgerOf(entries: readonly TagHistoryEntry[], job: { id: string; root: string }): UndoLedger {
  const since = entries.slice(entries.findIndex(({ origin }) => origin?.jobId === job.id));
  const takenBack = since.flatMap(({ origin }) => (origin && origin.jobId !== origin.rootId ? [origin.rootId] : []));
  const ledger = new UndoLedger(job.id, new Set([...takenBack, job.root]));
  for (const entry of since) expect(ledger.absorb(entry)).toBe(true);
  return ledger;
}

const everybody = Uint32Array.from({ length: USERS }, (_, user) => user);
const users = fc.uniqueArray(fc.nat(USERS - 1), { minLength: 1 }).map((list) => list.sort((a, b) => a - b));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("job" as const), users, add: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("other" as const), users, add: fc.boolean() }) },
  // A part of the users: an undo under way, or one that was killed.
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("undo" as const), of: fc.nat(), users }) },
);

describe("whom a job may be undone for", () => {
  test("is, after any sequence of jobs, undos, undos of those and changes by others, whose later changes were all taken back", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const naive = new Naive();
        for (const one of steps) naive.take(one);
        for (const job of naive.jobs) {
          if (!naive.entries.some(({ origin }) => origin?.jobId === job.id)) continue;
          const { add, remove } = ledgerOf(naive.entries, job).orders(everybody);
          expect({ add: [...add], remove: [...remove] }).toEqual(naive.undoable(job.id));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("is told anew where a chain is taken back that was not expected to be", () => {
    const ledger = new UndoLedger("a", ["a"]);
    const entry = (jobId: string, rootId: string): TagHistoryEntry => ({
      position: 1n,
      added: true,
      origin: { jobId, rootId },
      ordinals: Uint32Array.of(0),
    });
    expect(ledger.absorb(entry("a", "a"))).toBe(true);
    expect(ledger.absorb(entry("b", "b"))).toBe(true);
    expect(ledger.absorb(entry("undo of b", "b"))).toBe(false);
  });
});
