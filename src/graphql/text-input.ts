import { BadInputError } from "./errors.js";

// PostgreSQL cannot store NUL; the other control characters have no place in names and keys either.
const CONTROL = /\p{Cc}/u;

/** A short text from outside: trimmed, `min` to `max` characters (code points), no control characters. BAD_USER_INPUT at `field` otherwise. */
export function shortText(field: string, value: string, limits: { min: number; max: number }): string {
  const text = value.trim();
  const length = [...text].length;
  if (length < limits.min || length > limits.max) {
    throw new BadInputError(field, `must have ${limits.min} to ${limits.max} characters, has ${length}`, {
      reason: "LENGTH",
      ...limits,
      length,
    });
  }
  if (CONTROL.test(text)) throw new BadInputError(field, "must not contain control characters", { reason: "CONTROL_CHARACTERS" });
  return text;
}

/** The same for an optional text: absent, null and blank are null. */
export function optionalText(field: string, value: string | null | undefined, max: number): string | null {
  if (value === null || value === undefined || value.trim() === "") return null;
  return shortText(field, value, { min: 1, max });
}
