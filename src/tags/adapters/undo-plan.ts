import type { SqlExecutor, TagHistory } from "../../audiences/index.js";
import type { TagOrder } from "../tag-job-store.port.js";
import { UndoLedger } from "../undo-ledger.js";
import type { TagChange } from "./tag-writer.js";

/** Entries of a tag's history read at once. */
const PAGE = 50;

interface Followed {
  ledger: UndoLedger;
  /** How far the history was read. */
  position: bigint;
}

/** Somebody changed what a chunk was about to take back; nothing of it was written. To be tried again, as after a serialization_failure. */
export class ChangedMeanwhileError extends Error {
  override readonly name = "ChangedMeanwhileError";
  readonly code = "40001";
}

/** What undoing a job asks of its users, at the present moment. */
export class UndoPlan {
  private readonly tags = new Map<number, Followed>();

  constructor(
    private readonly history: TagHistory,
    private readonly sql: SqlExecutor,
    private readonly undone: { jobId: string; rootId: string },
  ) {}

  /** Takes in what happened since the last time; reads it all the first time. */
  async catchUp(tagIds: readonly number[]): Promise<void> {
    for (const tagId of tagIds) {
      let tag = this.tags.get(tagId) ?? (await this.begin(tagId));
      while (tag !== null && !(await this.follow(tagId, tag))) tag = await this.begin(tagId);
      if (tag !== null) this.tags.set(tagId, tag);
    }
  }

  orders(ordinals: Uint32Array, tagIds: readonly number[]): TagOrder[] {
    return tagIds.flatMap((tagId) => {
      const ledger = this.tags.get(tagId)?.ledger;
      return ledger ? [{ tagId, ...ledger.orders(ordinals) }] : [];
    });
  }

  /** Throws ChangedMeanwhileError where the history says since the last `catchUp` that somebody else changed the same. Asked when nobody can any more. */
  async mustStand(tx: SqlExecutor, changes: readonly TagChange[]): Promise<void> {
    for (const { tagId, ordinals } of changes) {
      const written = new Set(ordinals);
      for (let after = this.tags.get(tagId)?.position ?? 0n; ; ) {
        const entries = await this.history.read(tx, tagId, after, PAGE);
        if (entries.some((entry) => entry.ordinals.some((ordinal) => written.has(ordinal)))) throw new ChangedMeanwhileError();
        const last = entries.at(-1);
        if (last === undefined) break;
        after = last.position;
      }
    }
  }

  /** Null where the job changed nothing of this tag. */
  private async begin(tagId: number): Promise<Followed | null> {
    const { jobId, rootId } = this.undone;
    const first = await this.history.beginningOf(jobId, tagId);
    if (first === null) return null;
    const position = first - 1n;
    const chains = await this.history.takenBack(tagId, position);
    return { ledger: new UndoLedger(jobId, new Set([...chains, rootId])), position };
  }

  private async follow(tagId: number, tag: Followed): Promise<boolean> {
    for (;;) {
      const entries = await this.history.read(this.sql, tagId, tag.position, PAGE);
      if (entries.length === 0) return true;
      for (const entry of entries) {
        if (!tag.ledger.absorb(entry)) return false;
        tag.position = entry.position;
      }
    }
  }
}
