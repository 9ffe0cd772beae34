import type { Audience } from "../../audience.js";
import { dayNumber, LAST_DAY_NUMBER, monthDayNumber } from "../../calendar.js";
import { EXISTS, tagKey } from "./bitmaps.js";
import { SLICED, type SlicedNumber } from "./day-slices.js";

/** One step of a plan; `within` tells that it can hold no DELETED user. */
export type Step =
  | { op: "load"; id: number; key: string; within: boolean }
  | { op: "and"; id: number; plus: readonly Step[]; minus: readonly Step[]; within: boolean; slot: number; uses: number }
  | { op: "or"; id: number; of: readonly Step[]; within: boolean; slot: number; uses: number };

export type Combination = Exclude<Step, { op: "load" }>;

/** What an evaluation does for each chunk: a graph in which equal subexpressions are one step, worked out once. */
export interface Plan {
  roots: readonly Step[];
  /** The columns it loads. */
  keys: readonly string[];
  /** Number of steps; ids are below it. */
  steps: number;
  /** Slots needed; slot 0 is for passing operands. */
  slots: number;
}

/** Makes the plan of several expressions, which share what they have in common. `listKey` names the column of a leaf that was looked up (LookedUp). */
export function planOf(audiences: readonly Audience[], listKey: (leaf: Audience) => string): Plan {
  const planner = new Planner(listKey);
  const roots = audiences.map((audience) => planner.step(audience));
  // Callers read all roots of a chunk together, so none may be used up by another step.
  for (const root of roots) if (root.op !== "load") root.uses += 1;
  const slots = assignSlots(roots);
  return { roots, keys: planner.keys, steps: planner.count, slots };
}

type Listed = Extract<Audience, { kind: "users" | "openids" | "near" | "unreached" | "massSendsLeft" }>;

const LISTED: ReadonlySet<Audience["kind"]> = new Set<Listed["kind"]>(["users", "openids", "near", "unreached", "massSendsLeft"]);

function isListed(audience: Audience): audience is Listed {
  return LISTED.has(audience.kind);
}

class Planner {
  readonly keys: string[] = [];
  private readonly known = new Map<string, Step>();

  constructor(private readonly listKey: (leaf: Audience) => string) {}

  get count(): number {
    return this.known.size;
  }

  step(audience: Audience): Step {
    switch (audience.kind) {
      case "all":
        return this.all(audience.of);
      case "any":
        return this.or(audience.of.map((part) => this.step(part)));
      case "not":
        return this.and([], [this.takenAway(audience.of)]);
      case "vip":
      case "subscribed":
      case "hasPhone":
        return audience.value ? this.load(audience.kind) : this.and([], [this.load(audience.kind)]);
      case "segment":
        if (audience.of === null) throw new Error(`segment ${audience.segmentId} was not looked up`);
        return this.step(audience.of);
      case "age":
        throw new Error("an age is asked for without a day (atDate)");
      case "birthDay":
        return this.between(SLICED.birthDay, audience.from, audience.to);
      case "createdAt":
      case "lastActiveAt":
        return this.between(
          SLICED[audience.kind],
          audience.from === null ? 0 : dayNumber(audience.from),
          audience.to === null ? LAST_DAY_NUMBER : dayNumber(audience.to),
        );
      case "birthday":
        return this.birthdays(monthDayNumber(audience.from), monthDayNumber(audience.to));
      case "users":
      case "openids":
      case "near":
      case "unreached":
      case "massSendsLeft":
        return this.and([this.list(audience), this.load(EXISTS)], []);
      default:
        return this.load(leafKey(audience), audience.kind !== "status" || audience.status !== "DELETED");
    }
  }

  /** `all` takes negations as they are: only without anything else to subtract them from does it need everyone. */
  private all(parts: readonly Audience[]): Step {
    const minus: Step[] = [];
    const plus: Step[] = [];
    for (const part of parts) {
      if (part.kind === "not") minus.push(this.takenAway(part.of));
      else if ("value" in part && !part.value) minus.push(this.load(part.kind));
      else plus.push(this.step(part));
    }
    return this.and(plus, minus);
  }

  /**
   * What it is taken from holds no DELETED user, so a list need not leave them out first: of previews, which all take away who can get
   * no more this month, that was two passes over each chunk.
   */
  private takenAway(audience: Audience): Step {
    return isListed(audience) ? this.list(audience) : this.step(audience);
  }

  private list(leaf: Listed): Step {
    return this.load(this.listKey(leaf), false);
  }

  private and(plus: readonly Step[], minus: readonly Step[]): Step {
    const full = plus.length === 0 || (minus.length > 0 && !plus.some(({ within }) => within)) ? [...plus, this.load(EXISTS)] : plus;
    const [kept, dropped] = [ordered(full), ordered(minus)];
    const [only] = kept;
    if (only && kept.length === 1 && dropped.length === 0) return only;
    const within = kept.some((step) => step.within);
    return this.remember(`and ${ids(kept)} not ${ids(dropped)}`, (id) => {
      for (const step of [...kept, ...dropped]) use(step);
      return { op: "and", id, plus: kept, minus: dropped, within, slot: -1, uses: 0 };
    });
  }

  private or(parts: readonly Step[]): Step {
    const of = ordered(parts);
    const [only] = of;
    if (only && of.length === 1) return only;
    return this.remember(`or ${ids(of)}`, (id) => {
      for (const step of of) use(step);
      return { op: "or", id, of, within: of.every((step) => step.within), slot: -1, uses: 0 };
    });
  }

  private birthdays(from: number, to: number): Step {
    if (from <= to) return this.between(SLICED.birthday, from, to);
    return this.or([this.between(SLICED.birthday, from, 2 ** SLICED.birthday.bits.length - 1), this.between(SLICED.birthday, 0, to)]);
  }

  /** Users whose number is known and lies from `from` to `to`, both inclusive. */
  private between(number: SlicedNumber, from: number, to: number): Step {
    if (from > to) return this.or([]);
    const largest = 2 ** number.bits.length - 1;
    const plus = from > 0 ? [this.above(number, from - 1)] : [this.load(number.known)];
    return this.and(plus, to < largest ? [this.above(number, to)] : []);
  }

  /** Users whose number is larger than `value`: from the lowest bit up, a bit that `value` has must be there too, another one suffices. */
  private above({ bits }: SlicedNumber, value: number): Step {
    let above: Step | null = null;
    for (const [bit, key] of bits.entries()) {
      const set = this.load(key);
      if ((value >>> bit) & 1) above = above && this.and([above, set], []);
      else above = above ? this.or([above, set]) : set;
    }
    return above ?? this.or([]);
  }

  private load(key: string, within = true): Step {
    return this.remember(`load ${key}`, (id) => {
      this.keys.push(key);
      return { op: "load", id, key, within };
    });
  }

  private remember(form: string, make: (id: number) => Step): Step {
    let step = this.known.get(form);
    if (!step) {
      step = make(this.known.size);
      this.known.set(form, step);
    }
    return step;
  }
}

/** Each step once; combinations first, so that the first of them can be worked out in its user's own slot. */
function ordered(steps: readonly Step[]): Step[] {
  return [...new Set(steps)].sort((a, b) => Number(a.op === "load") - Number(b.op === "load") || a.id - b.id);
}

const ids = (steps: readonly Step[]): string => steps.map(({ id }) => id).join(",");

function use(step: Step): void {
  if (step.op !== "load") step.uses += 1;
}

function leafKey(leaf: Audience): string {
  switch (leaf.kind) {
    case "everyone":
      return EXISTS;
    case "tag":
      return tagKey(leaf.tagId);
    case "sex":
      return `sex:${leaf.sex}`;
    case "status":
      return `status:${leaf.status}`;
    case "province":
    case "city":
    case "region":
    case "company":
    case "source":
      return `${leaf.kind}:${leaf.id}`;
    default:
      return leaf.kind;
  }
}

/** Gives each combination a slot; one that only its first operand's place is taken from shares it. Returns the number of slots. */
function assignSlots(roots: readonly Step[]): number {
  let next = 1;
  const assign = (step: Step, slot?: number): void => {
    if (step.op === "load" || step.slot >= 0) return;
    step.slot = slot ?? next++;
    const operands = step.op === "and" ? [...step.plus, ...step.minus] : step.of;
    const [first] = step.op === "and" ? step.plus : step.of;
    for (const operand of operands)
      assign(operand, operand === first && operand.op !== "load" && operand.uses === 1 ? step.slot : undefined);
  };
  for (const root of roots) assign(root);
  return next;
}
