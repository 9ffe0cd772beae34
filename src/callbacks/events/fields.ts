import { z } from "zod";

/** Readers of single fields. A callback's leaves are text, whether it came as XML or as JSON. */

const MAX_ID = 2n ** 63n - 1n;

export const filled = z.string().min(1);

/** Absent and empty are the same to WeChat: null. */
export const textOrNull = z
  .string()
  .default("")
  .transform((text) => (text === "" ? null : text));

/** An identifier of 64 bits, kept as text: a Number would lose digits. */
export const id64 = z.string().refine((text) => /^\d{1,19}$/.test(text) && BigInt(text) <= MAX_ID);

export function whole(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,12}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

/** How many people or articles something concerned. */
export const count = whole(0, 999_999_999);

/** Decimals as WeChat writes them (`116.654735`), or as JSON does (`1e-7`). */
function decimal(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,9}(\.\d{1,20})?(e-?\d{1,2})?$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

export const latitude = decimal(-90, 90);
export const longitude = decimal(-180, 180);
/** Radius in metres; nothing on Earth is farther off than half its circumference. */
export const precision = decimal(0, 20_040_000);

/**
 * No, one or n items: `<item>` once is a single element, several times a list, and an empty block reaches us as "", blanks or
 * null, as PHP and JSON make it. JSON accounts may also send the bare list.
 */
export function items<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => asList(value), z.array(item));
}

function asList(value: unknown): unknown {
  if (value === undefined) return [];
  if (typeof value === "string") return value.trim() === "" ? [] : [value];
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null && "item" in value) return asList(value.item);
  return [value];
}
