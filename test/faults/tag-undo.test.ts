import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OrdinalSet } from "../../src/audiences/index.js";
import { TagJobKind } from "../../src/tags/index.js";
import { someEntry } from "../support/audit.js";
import { JobRig } from "../support/job-rig.js";

const USERS = 12;
const TAGS = 2;

let rig: JobRig;
beforeAll(async () => {
  rig = await JobRig.create({ users: USERS });
});
afterAll(() => rig.close());

/** Who changed one tag of one user, one after the other. */
interface Change {
  job: string | null;
  undoes: Change | null;
}

/** What operators are told: undo takes back where everything since was itself taken back. Word for word, slow and plain. */
class Model {
  private readonly pairs = new Map<string, { carries: boolean; history: Change[] }>();

  constructor(private readonly tagIds: readonly number[]) {}

  change(job: string | null, tagIds: readonly number[], users: readonly number[], add: boolean): number {
    let changed = 0;
    for (const pair of tagIds.flatMap((tagId) => users.map((user) => this.pair(tagId, user)))) {
      if (pair.carries === add) continue;
      pair.carries = add;
      pair.history.push({ job, undoes: null });
      changed += 1;
    }
    return changed;
  }

  undo(job: string, undone: string): number {
    let changed = 0;
    for (const pair of this.pairs.values()) {
      const change = pair.history.find((one) => one.job === undone);
      if (change === undefined || !standsAsLeftBy(pair.history, change)) continue;
      pair.carries = !pair.carries;
      pair.history.push({ job, undoes: change });
      changed += 1;
    }
    return changed;
  }

  carriers(tagId: number): number[] {
    return Array.from({ length: USERS }, (_, user) => user).filter((user) => this.pair(tagId, user).carries);
  }

  async mustBeSo(): Promise<void> {
    for (const tagId of this.tagIds) {
      expect(await rig.carriers(tagId)).toEqual(this.carriers(tagId));
      await rig.mustAgree(tagId);
    }
  }

  private pair(tagId: number, user: number): { carries: boolean; history: Change[] } {
    const pair = this.pairs.get(`${tagId} ${user}`) ?? { carries: false, history: [] };
    this.pairs.set(`${tagId} ${user}`, pair);
    return pair;
  }
}

function standsAsLeftBy(history: readonly Change[], change: Change): boolean {
  const open: Change[] = [];
  for (const later of history.slice(history.indexOf(change) + 1)) {
    if (later.undoes !== null && open.at(-1) === later.undoes) open.pop();
    else open.push(later);
  }
  return open.length === 0;
}

type Step = { kind: "job" | "other"; tags: number[]; users: number[]; add: boolean } | { kind: "undo"; of: number };

/** Takes each step here and in the model. */
class Run {
  private readonly jobs: { id: string; undone: boolean }[] = [];

  constructor(
    private readonly tagIds: readonly number[],
    private readonly model: Model,
  ) {}

  async take(step: Step): Promise<void> {
    if (step.kind === "undo") return this.undo(step.of);
    const tagIds = step.tags.map((tag) => this.tagIds[tag] as number);
    if (step.kind === "other") {
      this.model.change(null, tagIds, step.users, step.add);
      for (const tagId of tagIds) await rig.changeByHand(tagId, step.users, step.add);
      return;
    }
    const { id, changed } = await rig.run(step.add ? TagJobKind.TAG : TagJobKind.UNTAG, OrdinalSet.of(step.users), tagIds);
    expect(changed).toBe(this.model.change(id, tagIds, step.users, step.add));
    this.jobs.push({ id, undone: false });
  }

  private async undo(of: number): Promise<void> {
    const open = this.jobs.filter(({ undone }) => !undone);
    const job = open[of % Math.max(1, open.length)];
    if (job === undefined) return;
    const { id, changed } = await rig.undo(job.id);
    expect(changed).toBe(this.model.undo(id, job.id));
    job.undone = true;
    this.jobs.push({ id, undone: false });
  }
}

const users = fc.uniqueArray(fc.nat(USERS - 1), { minLength: 1, maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
const tags = fc.uniqueArray(fc.nat(TAGS - 1), { minLength: 1 }).map((list) => list.sort((a, b) => a - b));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("job" as const), tags, users, add: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("other" as const), tags, users, add: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("undo" as const), of: fc.nat() }) },
);

describe("undoing tag jobs", () => {
  test("takes back exactly what is to be taken back after any sequence of jobs, undos, undos of those and changes by others", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const tagIds = [await rig.newTag(), await rig.newTag()];
        const model = new Model(tagIds);
        const run = new Run(tagIds, model);
        for (const one of steps) await run.take(one);
        await model.mustBeSo();
      }),
      { numRuns: 60 },
    );
  }, 300_000);
});

describe("undoTagJob", () => {
  const some = OrdinalSet.of([0, 1, 2, 3]);

  test("leaves those alone whom somebody changed since, also a job that came to the same", async () => {
    const tagId = await rig.newTag();
    const first = await rig.run(TagJobKind.TAG, some, [tagId]);
    await rig.run(TagJobKind.UNTAG, OrdinalSet.of([1]), [tagId]);
    await rig.run(TagJobKind.TAG, OrdinalSet.of([1, 5]), [tagId]);
    expect(await rig.undo(first.id)).toMatchObject({ kind: "UNDO", status: "SUCCEEDED", total: 4, done: 4, changed: 3 });
    expect(await rig.carriers(tagId)).toEqual([1, 5]);
  });

  test("from the last job to the first leads back to the beginning, and undoing the undos in turn to the end", async () => {
    const tagId = await rig.newTag();
    const jobs = [
      await rig.run(TagJobKind.TAG, some, [tagId]),
      await rig.run(TagJobKind.UNTAG, OrdinalSet.of([1, 2]), [tagId]),
      await rig.run(TagJobKind.TAG, OrdinalSet.of([2, 7]), [tagId]),
    ];
    const undos: { id: string }[] = [];
    for (const job of jobs.toReversed()) undos.push(await rig.undo(job.id));
    expect(await rig.carriers(tagId)).toEqual([]);
    for (const undo of undos.toReversed()) await rig.undo(undo.id);
    expect(await rig.carriers(tagId)).toEqual([0, 2, 3, 7]);
    await rig.mustAgree(tagId);
  });

  test("twice is one undo, also both at once", async () => {
    const job = await rig.run(TagJobKind.TAG, some, [await rig.newTag()]);
    const undos = await Promise.all([rig.undo(job.id), rig.undo(job.id), rig.undo(job.id)]);
    expect(new Set(undos.map(({ id }) => id)).size).toBe(1);
    expect((await rig.undo(job.id)).id).toBe(undos[0]?.id);
  });

  test("of a job that still runs, or is not known, is refused", async () => {
    const job = await rig.start(TagJobKind.TAG, some, [await rig.newTag()]);
    await expect(rig.undo(job)).rejects.toMatchObject({ name: "ConflictError", details: { field: "id" } });
    await expect(rig.undo("0199f000-0000-7000-8000-000000000000")).rejects.toMatchObject({ name: "NotFoundError" });
  });

  test("of a job whose tags were all deleted is refused; where some were, the others are taken back", async () => {
    const [kept, deleted] = [await rig.newTag(), await rig.newTag()];
    const both = await rig.run(TagJobKind.TAG, some, [kept, deleted]);
    const one = await rig.run(TagJobKind.TAG, OrdinalSet.of([9]), [deleted]);
    await rig.tags.delete(rig.tenantId, deleted, someEntry(rig.tenantId));
    await expect(rig.undo(one.id)).rejects.toMatchObject({ name: "ConflictError", details: { field: "id" } });
    expect(await rig.undo(both.id)).toMatchObject({ status: "SUCCEEDED", total: 4, changed: 4 });
    expect(await rig.carriers(kept)).toEqual([]);
  });

  test("whose last tag is deleted while it runs fails and says so", async () => {
    const tagId = await rig.newTag();
    const job = await rig.run(TagJobKind.TAG, some, [tagId]);
    const undo = await rig.startUndo(job.id);
    await rig.tags.delete(rig.tenantId, tagId, someEntry(rig.tenantId));
    expect(await rig.work(undo)).toMatchObject({ status: "FAILED", error: `tag ${tagId} was deleted while the job ran` });
  });

  test("of a job of which it is no longer known what it changed is refused, and what is kept is trimmed after 90 days", async () => {
    const tagId = await rig.newTag();
    const old = await rig.run(TagJobKind.TAG, some, [tagId]);
    await rig.database.pool.query("UPDATE tag_change SET at = at - interval '91 days' WHERE job_id = $1", [old.id]);
    const young = await rig.run(TagJobKind.UNTAG, some, [tagId]);
    expect(await rig.history.trim()).toBe(1);
    await expect(rig.undo(old.id)).rejects.toMatchObject({ name: "ConflictError", details: { field: "id" } });
    expect(await rig.undo(young.id)).toMatchObject({ changed: 4 });
  });

  test("takes nothing from people who were erased, and gives them nothing", async () => {
    const tagId = await rig.newTag();
    const job = await rig.run(TagJobKind.TAG, some, [tagId]);
    await rig.database.pool.query(
      "DELETE FROM user_tag WHERE tag_id = $1 AND user_id = (SELECT user_id FROM users WHERE tenant_id = $2 AND ordinal = 2)",
      [tagId, rig.tenantId],
    );
    await rig.database.pool.query("UPDATE users SET openid = 'deleted-1' WHERE tenant_id = $1 AND ordinal = 2", [rig.tenantId]);
    expect(await rig.undo(job.id)).toMatchObject({ total: 4, changed: 3 });
    await rig.database.pool.query("UPDATE users SET openid = 'o2' WHERE tenant_id = $1 AND ordinal = 2", [rig.tenantId]);
  });

  test("beside jobs that change the same users at the same time stays exact: what a later job did, it leaves", async () => {
    for (let round = 0; round < 10; round++) {
      const tagId = await rig.newTag();
      const first = await rig.run(TagJobKind.TAG, some, [tagId]);
      await Promise.all([
        rig.undo(first.id),
        rig.changeByHand(tagId, [1], false).then(() => rig.changeByHand(tagId, [1], true)),
        rig.run(TagJobKind.UNTAG, OrdinalSet.of([2]), [tagId]),
      ]);
      const carriers = await rig.carriers(tagId);
      // 1 ends as the hand left it, whenever the undo came; 2 is without it either way.
      expect(carriers).toEqual([1]);
      await rig.mustAgree(tagId);
    }
  });
});
