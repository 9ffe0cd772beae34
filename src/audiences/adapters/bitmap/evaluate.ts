import type { Column } from "./bitmaps.js";
import { type Chunk, clearBits, setBits } from "./chunk.js";
import type { Combination, Plan, Step } from "./plan.js";
import type { Slots } from "./slots.js";
import type { TimeSlice } from "./time-slice.js";

const SCRATCH = 0;
const UNKNOWN = 0;
const EMPTY = 1;
const FILLED = 2;

/** What one root of the plan holds in one chunk: a chunk as it is stored, a slot, or nobody. */
export type ChunkAnswer = { chunk: Chunk } | { slot: number } | null;

/** Which chunks an evaluation visits: from one on, to before another. */
export interface ChunkRange {
  from: number;
  to: number;
}

/**
 * Works a plan out chunk by chunk; no intermediate result is larger than one chunk. `visit` reads the roots' answers before
 * it returns (slots are shared) and says whether to go on.
 */
export async function evaluate(
  plan: Plan,
  columnOf: (key: string) => Column | undefined,
  slots: Slots,
  slice: TimeSlice,
  visit: (index: number, answers: readonly ChunkAnswer[]) => boolean,
  { from, to }: ChunkRange = { from: 0, to: Number.POSITIVE_INFINITY },
): Promise<void> {
  const evaluation = new Evaluation(plan, columnOf, slots);
  for (let index = from; index < Math.min(evaluation.chunks, to); index++) {
    if (slice.isOver()) await slice.next();
    slots.reserve(plan.slots);
    if (!visit(index, evaluation.chunk(index))) return;
  }
}

class Evaluation {
  readonly chunks: number;
  private readonly columns: (Column | undefined)[];
  private readonly states: Uint8Array;
  private index = 0;

  constructor(
    private readonly plan: Plan,
    columnOf: (key: string) => Column | undefined,
    private readonly slots: Slots,
  ) {
    this.states = new Uint8Array(plan.steps);
    this.columns = new Array<Column | undefined>(plan.steps);
    let chunks = 0;
    const bind = (step: Step): void => {
      if (step.op === "load") {
        const column = columnOf(step.key);
        this.columns[step.id] = column;
        chunks = Math.max(chunks, column?.chunks.length ?? 0);
      } else for (const operand of step.op === "and" ? [...step.plus, ...step.minus] : step.of) bind(operand);
    };
    for (const root of plan.roots) bind(root);
    this.chunks = chunks;
  }

  chunk(index: number): ChunkAnswer[] {
    this.index = index;
    this.states.fill(UNKNOWN);
    return this.plan.roots.map((root) => {
      if (root.op !== "load") return this.fill(root) ? { slot: root.slot } : null;
      const chunk = this.stored(root);
      return chunk ? { chunk } : null;
    });
  }

  /** The chunk of a column, if anybody is in it. */
  private stored(step: Step): Chunk | undefined {
    const chunk = this.columns[step.id]?.chunks[this.index];
    return chunk && chunk.cardinality > 0 ? chunk : undefined;
  }

  /** Works the step out into its slot, once a chunk; false if it surely holds nobody, and then the slot holds anything. */
  private fill(step: Combination): boolean {
    if (this.states[step.id] === UNKNOWN) {
      const filled = step.op === "and" ? this.and(step) : this.or(step);
      this.states[step.id] = filled ? FILLED : EMPTY;
    }
    return this.states[step.id] === FILLED;
  }

  private and(step: Extract<Step, { op: "and" }>): boolean {
    // Before any work: one column without anybody here empties the whole step.
    for (const operand of step.plus) if (operand.op === "load" && !this.stored(operand)) return false;
    for (let i = 0; i < step.plus.length; i++) {
      const operand = step.plus[i] as Step;
      if (operand.op !== "load" && !this.fill(operand)) return false;
      if (i === 0) this.put(operand, step.slot);
      else this.slots.and(step.slot, this.operandSlot(operand));
    }
    for (const operand of step.minus) this.subtract(operand, step.slot);
    return true;
  }

  private or(step: Extract<Step, { op: "or" }>): boolean {
    let filled = false;
    for (const operand of step.of) {
      const chunk = operand.op === "load" ? this.stored(operand) : undefined;
      if (operand.op === "load" ? !chunk : !this.fill(operand)) continue;
      if (!filled) this.put(operand, step.slot);
      else if (chunk?.members instanceof Uint16Array) setBits(this.slots.bits(step.slot), chunk.members);
      else this.slots.or(step.slot, this.operandSlot(operand));
      filled = true;
    }
    return filled;
  }

  private subtract(operand: Step, slot: number): void {
    if (operand.op !== "load") {
      if (this.fill(operand)) this.slots.andNot(slot, operand.slot);
      return;
    }
    const chunk = this.stored(operand);
    if (chunk?.members instanceof Uint16Array) clearBits(this.slots.bits(slot), chunk.members);
    else if (chunk) this.slots.andNot(slot, this.operandSlot(operand));
  }

  /** Makes `slot` a copy of the operand, which was found filled. */
  private put(operand: Step, slot: number): void {
    if (operand.op === "load") this.loadInto(slot, operand);
    else if (operand.slot !== slot) this.slots.copy(slot, operand.slot);
  }

  private operandSlot(operand: Step): number {
    if (operand.op !== "load") return operand.slot;
    const members = this.stored(operand)?.members;
    if (members instanceof Uint32Array) return this.slots.resident(members);
    this.loadInto(SCRATCH, operand);
    return SCRATCH;
  }

  private loadInto(slot: number, operand: Step): void {
    const chunk = this.stored(operand);
    if (chunk) this.slots.load(slot, chunk.members);
  }
}
