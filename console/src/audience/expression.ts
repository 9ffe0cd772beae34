import type { AudienceInput } from "./operations.generated";

export type { AudienceInput };

/** Every condition there is: AudienceInput's fields but those that combine others. */
export type Field = Exclude<keyof AudienceInput, "all" | "any" | "not">;
type ValueIn<Name extends Field, One = AudienceInput> = One extends Record<Name, infer Held> ? Held : never;
/** What a condition holds, as AudienceInput takes it. */
export type Values = { [Name in Field]: ValueIn<Name> };

/** `value` is undefined until somebody filled it in. `not`: those whom it does not fit. */
export type Condition = {
  [Name in Field]: { kind: "condition"; id: string; not: boolean; field: Name; value: Values[Name] | undefined };
}[Field];

/** `all`: whom every part fits; `any`: at least one. */
export interface Group {
  kind: "group";
  id: string;
  not: boolean;
  mode: "all" | "any";
  parts: Part[];
}

export type Part = Condition | Group;

/** The API's bounds: how deep all, any and not may nest, and how many conditions there may be. */
export const MAX_DEPTH = 8;
export const MAX_CONDITIONS = 200;

let lastId = 0;
function newId(): string {
  lastId += 1;
  return `p${lastId}`;
}

export function newCondition(field: Field): Condition {
  const value = field === "everyone" ? true : undefined;
  return { kind: "condition", id: newId(), not: false, field, value } as Condition;
}

export function newGroup(mode: Group["mode"], parts: Part[] = []): Group {
  return { kind: "group", id: newId(), not: false, mode, parts };
}

/** What the builder shows for an expression; its outermost part is always a group, to which more can be added. */
export function fromInput(input: AudienceInput): Group {
  const part = partOf(input);
  return part.kind === "group" && !part.not ? part : newGroup("all", [part]);
}

function partOf(input: AudienceInput): Part {
  if (input.all !== undefined) return newGroup("all", input.all.map(partOf));
  if (input.any !== undefined) return newGroup("any", input.any.map(partOf));
  if (input.not !== undefined) {
    const inner = partOf(input.not);
    // A part has one "not"; one within another keeps its place inside a group.
    return inner.not ? { ...newGroup("all", [inner]), not: true } : { ...inner, not: true };
  }
  const [field, value] = Object.entries(input)[0] ?? ["everyone", true];
  return { kind: "condition", id: newId(), not: false, field, value } as Condition;
}

/** The expression; null while a condition is not filled in or a group within is empty. An empty builder means everyone. */
export function toInput(root: Group): AudienceInput | null {
  if (root.parts.length === 0) return { everyone: true };
  const [only, ...others] = root.parts;
  return root.mode === "all" && only?.kind === "condition" && others.length === 0 ? inputOf(only) : inputOf(root);
}

function inputOf(part: Part): AudienceInput | null {
  const plain = part.kind === "group" ? groupInput(part) : conditionInput(part);
  return plain !== null && part.not ? { not: plain } : plain;
}

function groupInput({ mode, parts }: Group): AudienceInput | null {
  const inputs = parts.map(inputOf).filter((input) => input !== null);
  if (parts.length === 0 || inputs.length < parts.length) return null;
  return mode === "all" ? { all: inputs } : { any: inputs };
}

function conditionInput({ field, value }: Condition): AudienceInput | null {
  // Field and value belong together by Condition's type, which the compiler forgets at the computed name.
  return value === undefined ? null : ({ [field]: value } as unknown as AudienceInput);
}

/** How many conditions a tree holds. */
export function conditionsIn(part: Part): number {
  return part.kind === "condition" ? 1 : part.parts.reduce((sum, inner) => sum + conditionsIn(inner), 0);
}

/** How deep all, any and not nest in what `toInput` makes of it. */
export function depthOf(part: Part): number {
  const inside = part.kind === "condition" ? 0 : 1 + Math.max(0, ...part.parts.map(depthOf));
  return inside + (part.not ? 1 : 0);
}

/** The tree with the part of this id as `change` makes it; null takes it out. Groups without that part stay the same objects. */
export function changed(root: Group, id: string, change: (part: Part) => Part | null): Group {
  if (root.id === id) return (change(root) ?? { ...root, parts: [] }) as Group;
  const parts = root.parts.flatMap((part): Part[] => {
    if (part.id === id) {
      const next = change(part);
      return next === null ? [] : [next];
    }
    return [part.kind === "group" ? changed(part, id, change) : part];
  });
  const isSame = parts.length === root.parts.length && parts.every((part, index) => part === root.parts[index]);
  return isSame ? root : { ...root, parts };
}

/** An expression out of an address or the API's JSON; null where it is none. */
export function parseInput(json: string | null): AudienceInput | null {
  if (json === null) return null;
  try {
    const parsed: unknown = JSON.parse(json);
    return isInput(parsed, 0) ? parsed : null;
  } catch {
    // Somebody changed the address by hand: that is no expression.
    return null;
  }
}

function isInput(value: unknown, depth: number): value is AudienceInput {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return false;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return false;
  const [field, held] = entry;
  if (field === "not") return isInput(held, depth + 1);
  if (field === "all" || field === "any") return Array.isArray(held) && held.every((inner) => isInput(inner, depth + 1));
  return FIELDS.some((known) => known === field) && held !== null && held !== undefined;
}

/** In the order in which the builder offers them; a field the API gains fails to compile until it stands here. */
const EVERY: Record<Field, true> = {
  tag: true,
  segment: true,
  sex: true,
  age: true,
  birthday: true,
  provinceId: true,
  cityId: true,
  regionId: true,
  near: true,
  vip: true,
  subscribed: true,
  hasPhone: true,
  createdAt: true,
  lastActiveAt: true,
  source: true,
  companyId: true,
  status: true,
  users: true,
  openids: true,
  unreachedBy: true,
  everyone: true,
};
export const FIELDS = Object.keys(EVERY) as Field[];
